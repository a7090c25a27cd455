import {option, type RunOption} from '../../judge/index.js';
import type {RunCommand} from '../run-command.js';

/** Docker options that `podman run` does not have. */
export const foreignToPodman: ReadonlySet<string> = new Set([
	...['--link', '--isolation', '--domainname', '--kernel-memory', '--cpu-count', '--cpu-percent', '--io-maxbandwidth'],
	...['--io-maxiops', '--volume-driver', '--health-start-interval', '--link-local-ip', '--storage-opt', '--runtime'],
]);

/** The command for Podman: with its option names, without those that it does not have, with a warning. @source podman-run(1) */
export function forPodman(command: RunCommand, warnings: string[]): RunCommand {
	const options = command.options.flatMap(one => {
		if (!foreignToPodman.has(one.name)) return [podmanOption(one, warnings)];
		warnings.push(`${one.name} ${one.value ?? ''} is omitted: podman run has no such option`);
		return [];
	});
	return {...command, program: 'podman', options};
}

function podmanOption(one: RunOption, warnings: string[]): RunOption {
	if (one.name === '--security-opt' && one.value === 'systempaths=unconfined') return option('--security-opt', 'unmask=ALL');
	return one.name === '--network' ? option('--network', podmanNetwork(one.value ?? '', warnings)) : one;
}

/** `blue:alias=web,ip=…` of `name=blue,alias=web,ip=…`; `ip` is used for both address families. */
export function podmanNetwork(value: string, warnings: string[]): string {
	if (!value.startsWith('name=')) return value;
	const [name = '', ...fields] = value.split(',').map(field => field.replace(/^"|"$/g, ''));
	const bare = name.slice('name='.length);
	const known = fields.filter(field => /^(alias|ip6?|mac-address)=/.test(field));
	for (const field of fields.filter(one => !known.includes(one)))
		warnings.push(`${field} of network ${bare} is omitted: Podman has no such option`);
	const own = known.map(field => field.replace(/^ip6=/, 'ip=').replace(/^mac-address=/, 'mac='));
	return own.length === 0 ? bare : `${bare}:${own.join(',')}`;
}
