import {type HostQuestion, known} from '../../base/index.js';
import type {HostEvidence, Places} from './host-evidence.js';

export const hostEvidenceQuestion: HostQuestion<[pid: number, id: string, seconds: number | null, places: Places], HostEvidence> =
	{
		name: 'hardening evidence',
		isSearch: true,
		look: async (...about) => known(await (await import('./host-evidence.js')).hostEvidence(...about)),
	};
