// Written by `npm run docs:rules` from the files of this folder: do not edit it.
import type {SwarmRule} from '../rule.js';
import swarmAutolock from './swarm-autolock.js';
import swarmCaRotation from './swarm-ca-rotation.js';
import swarmCertificateExpiry from './swarm-certificate-expiry.js';
import swarmListenAddress from './swarm-listen-address.js';
import swarmManagers from './swarm-managers.js';
import swarmOverlayEncryption from './swarm-overlay-encryption.js';
import swarmPlanes from './swarm-planes.js';
import swarmSecrets from './swarm-secrets.js';
import swarmUnlockKeyAge from './swarm-unlock-key-age.js';

/** Every rule whose target is the swarm. */
export const swarmRules: readonly SwarmRule[] = [
	swarmAutolock,
	swarmCaRotation,
	swarmCertificateExpiry,
	swarmListenAddress,
	swarmManagers,
	swarmOverlayEncryption,
	swarmPlanes,
	swarmSecrets,
	swarmUnlockKeyAge,
];
