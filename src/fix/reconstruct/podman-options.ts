import {notInPodman, type RunOption, rowOf} from '../../judge/index.js';
import type {RunCommand} from '../run-command.js';

/** The command for Podman: as it takes each option, without those that it does not have, with a warning. @source podman-run(1) */
export function forPodman(command: RunCommand, warnings: string[]): RunCommand {
	const options = command.options.flatMap((one): RunOption[] => {
		const row = rowOf(one.name);
		if (row?.quadlet === notInPodman) {
			warnings.push(`${one.name} ${one.value ?? ''} is omitted: podman run has no such option`);
			return [];
		}
		if (one.value === null || row?.podman === undefined) return [one];
		const {value, lost} = row.podman(one.value);
		warnings.push(...lost);
		return [{...one, value}];
	});
	return {...command, program: 'podman', options};
}
