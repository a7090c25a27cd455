import type {ContainerFacts} from '../../facts/index.js';
import {strings} from '../../facts/read.js';

/** Whether a flag of `docker run` is in force, by its long name; a flag that is not listed cannot be judged. */
const judges: Readonly<Record<string, (container: ContainerFacts, value: string) => boolean | null>> = {
	'--read-only': ({readOnlyRoot}) => readOnlyRoot,
	'--init': ({raw}) => raw.HostConfig?.Init === true,
	'--rm': ({autoRemove}) => autoRemove,
	'--memory': ({limits}) => limits.memory !== null,
	'--pids-limit': ({limits}) => limits.pids !== null,
	'--cpus': ({limits}) => limits.cpu !== null,
	'--user': ({user}, value) => (value === '' ? user.isRoot === false : user.configured === value),
	'--cap-drop': ({capabilities}, value) =>
		value === '' ? capabilities.dropped.length > 0 : capabilities.dropped.some(name => plain(name) === plain(value)),
	'--network': ({networkMode}, value) => networkMode === value,
	'--restart': ({restart}, value) =>
		(restart.maximumRetries > 0 ? `${restart.name}:${restart.maximumRetries}` : restart.name) === value,
	'--runtime': ({runtime}, value) => runtime === value,
	'--log-driver': ({logging}, value) => logging.driver === value,
	'--health-cmd': ({hasHealthcheck}) => hasHealthcheck,
	'--label': ({labels}, value) => labels.some(({name, value: set}) => name === value || `${name}=${set}` === value),
	'--security-opt': ({raw, noNewPrivileges}, value) =>
		/^no-new-privileges([=:]true)?$/.test(value) ? noNewPrivileges.on : strings(raw.HostConfig?.SecurityOpt).includes(value),
};

const plain = (name: string) => name.toUpperCase().replace(/^CAP_/, '');

/** `null` when dockscope cannot see whether this flag was given. `--cap-drop ALL` and `--cap-drop=ALL` alike. */
export function hasFlag(container: ContainerFacts, flag: string): boolean | null {
	const [, name = '', value = ''] = /^(--[\w-]+)(?:[= ]+(.*))?$/.exec(flag.trim()) ?? [];
	return judges[name]?.(container, value) ?? null;
}
