import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { loopbackCertificate } from './loopback-certificate.ts';

/**
 * Makes this process (its `fetch`, `https` and every SDK that uses them) trust the certificate of the local cloud in
 * addition to those that it trusts already. It is for a running process: Node reads NODE_EXTRA_CA_CERTS only at start.
 */
export async function trustLoopbackCertificate(): Promise<void> {
  const { cert } = await loopbackCertificate();
  const trusted = getCACertificates('default');
  if (!trusted.includes(cert)) setDefaultCACertificates([...trusted, cert]);
}
