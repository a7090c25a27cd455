import type {HostQuestion} from '../../base/index.js';
import type {ForeignProcesses, ForeignSubject} from './foreign-processes.js';

export const foreignProcessesQuestion: HostQuestion<[subject: ForeignSubject], ForeignProcesses> = {
	name: 'foreign processes',
	look: async (...about) => (await import('./foreign-processes.js')).foreignProcesses(...about),
};
