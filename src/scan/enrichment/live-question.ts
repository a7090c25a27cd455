import type {HostQuestion} from '../../base/index.js';
import type {LiveFiles} from './live-files.js';

export const liveFilesQuestion: HostQuestion<[firstPid: number, containerId: string], LiveFiles> = {
	name: 'live files',
	look: async (...about) => (await import('./live-files.js')).liveFiles(...about),
};
