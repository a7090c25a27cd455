import {type SafeText, trusted} from '../text/safe-text.js';
import type {EngineKind} from './engine-facts.js';

const products: Record<EngineKind, SafeText> = {docker: trusted('Docker'), podman: trusted('Podman')};

/** The product name, without a version: `Docker`, `Podman`. */
export const engineName = (kind: EngineKind): SafeText => products[kind];
