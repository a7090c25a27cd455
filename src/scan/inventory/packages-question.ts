import type {ContainerPlace, HostQuestion} from '../../base/index.js';
import type {FoundPackages} from './wanted.js';

export const packagesQuestion: HostQuestion<[of: ContainerPlace], ReadonlyMap<string, FoundPackages>> = {
	name: 'packages of a container',
	isSearch: true,
	look: async (...about) => (await import('./container-packages.js')).containerPackages(...about),
};
