import {parseBind} from '../../facts/bind.js';
import type {ContainerFacts, MountFacts} from '../../facts/index.js';
import {mountOptionFields} from '../../facts/mount-options.js';
import {record, records, string, strings} from '../../facts/read.js';
import {maskVolumeOption} from '../../facts/volumes.js';
import {csvLine} from '../../terminal/csv-line.js';
import {sanitise} from '../../terminal/sanitise.js';
import {flag} from './flags.js';

/** A mount as it was asked for, and how the same is asked for read-only. */
export type MountFlag = {readonly given: string; readonly readOnly: string};

/** The `-v` or `--mount` flag that gave this container this mount; `null`: it is inherited, from the image, or not reported. */
export function ownMountFlag({raw}: Pick<ContainerFacts, 'raw'>, {destination}: MountFacts): MountFlag | null {
	const config = record(raw.HostConfig);
	const bind = strings(config['Binds']).find(entry => sanitise(parseBind(entry).destination) === destination);
	if (bind !== undefined) return {given: flag('-v', bind), readOnly: flag('-v', withOption(bind, 2))};
	const request = records(config['Mounts']).find(entry => sanitise(string(entry['Target'])) === destination);
	if (request === undefined) return null;
	const option = (asked: typeof request): string => flag('--mount', mountOption(asked));
	return {given: option(request), readOnly: option({...request, ReadOnly: true})};
}

/** As it was requested; where that is not reported (a volume of the image, an answer without its configuration), as `-v` would be. */
export function mountFlagOf(container: ContainerFacts, mount: MountFacts): MountFlag {
	const asked = ownMountFlag(container, mount);
	if (asked !== null) return asked;
	const [donor, ...others] = strings(record(container.raw.HostConfig)['VolumesFrom']);
	if (donor !== undefined && others.length === 0) return inheritedMountFlag(donor);
	const {source, volume, destination, writable} = mount;
	const bind = `${volume ?? source}:${destination}`;
	return {given: flag('-v', writable ? bind : `${bind}:ro`), readOnly: flag('-v', `${bind}:ro`)};
}

/** The flag through which all mounts of a donor were inherited. @param donor  `NAME[:MODE]`, as the engine repeats it */
export const inheritedMountFlag = (donor: string): MountFlag => ({
	given: flag('--volumes-from', donor),
	readOnly: flag('--volumes-from', withOption(donor, 1)),
});

/** With `ro` among the options, which are the part at this index. */
function withOption(text: string, index: number): string {
	const parts = text.split(':');
	const options = (parts[index] ?? '').split(',').filter(option => !['', 'rw', 'ro'].includes(option));
	return [...parts.slice(0, index), [...options, 'ro'].join(',')].join(':');
}

/** With the options of the volume's driver, in which a password is masked. */
function mountOption(request: Readonly<Record<string, unknown>>): string {
	const source = string(request['Source']);
	return csvLine([
		`type=${string(request['Type']) || 'volume'}`,
		...(source === '' ? [] : [`src=${source}`]),
		`dst=${string(request['Target'])}`,
		...(request['ReadOnly'] === true ? ['readonly'] : []),
		...mountOptionFields(request, maskVolumeOption),
	]);
}
