import {applications} from './services-held-applications.js';
import {deliveries} from './services-held-deliveries.js';
import {jobs} from './services-held-jobs.js';
import type {HeldService} from './services-held-kinds.js';
import {network} from './services-held-network.js';
import {others} from './services-held-others.js';
import {servers} from './services-held-servers.js';
import {uploads} from './services-held-uploads.js';
import {workers} from './services-held-workers.js';

/** Services that were not run while the hardening was written; none of them may have a rule of its own there. */
export const heldServices: readonly HeldService[] = [
	...[...uploads, ...workers, ...servers, ...deliveries, ...jobs, ...others],
	...[...applications, ...network],
];
