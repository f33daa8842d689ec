import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { loopbackCertificate } from './loopback-certificate.ts';

/**
 * Makes this process (its `fetch`, `https` and every SDK on them) trust the certificate of the local cloud, besides
 * what it trusts already. For a process that is running: NODE_EXTRA_CA_CERTS is read only when Node starts.
 */
export async function trustLoopbackCertificate(): Promise<void> {
  const { cert } = await loopbackCertificate();
  const trusted = getCACertificates('default');
  if (!trusted.includes(cert)) setDefaultCACertificates([...trusted, cert]);
}
