import type {Capability} from '../facts/capability-names.js';

/** Checked when files are opened, created or changed: also with the credentials of the process that mounted an overlay. */
export const ofFiles: ReadonlySet<Capability> = new Set([
	'CHOWN',
	'DAC_OVERRIDE',
	'DAC_READ_SEARCH',
	'FOWNER',
	'FSETID',
	'MKNOD',
	'SETFCAP',
	'SYS_ADMIN',
	'SYS_RESOURCE',
]);
