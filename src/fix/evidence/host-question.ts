import {type HostQuestion, known} from '../../base/index.js';
import type {HostEvidence} from './host-evidence.js';

export const hostEvidenceQuestion: HostQuestion<[pid: number, id: string, seconds: number | null], HostEvidence> = {
	name: 'hardening evidence',
	isSearch: true,
	look: async (...about) => known(await (await import('./host-evidence.js')).hostEvidence(...about)),
};
