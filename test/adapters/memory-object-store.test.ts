import { MemoryObjectStore } from '../doubles/memory-object-store.ts';
import { keyContract } from './object-key-contract.ts';
import { objectStoreContract } from './object-store-contract.ts';

objectStoreContract('in memory', () => new MemoryObjectStore());
keyContract('in memory', () => new MemoryObjectStore());
