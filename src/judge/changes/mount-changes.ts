import {
	type ContainerFacts,
	type MountFacts,
	type MountRequest,
	maskVolumeOption,
	parseBind,
	record,
	records,
	sanitise,
	string,
	strings,
} from '../../base/index.js';
import {type Change, change} from './change.js';
import {mountValue} from './options/mount-options.js';
import {option, type RunOption} from './run-option.js';

/** The options that gave a container a mount, and those that give it the same read-only. */
export type MountOptions = {readonly given: readonly RunOption[]; readonly readOnly: readonly RunOption[]};

/** The `-v` or `--mount` that gave this container this mount; `null`: it is inherited, from the image, or not reported. */
export function ownMountOptions({raw}: Pick<ContainerFacts, 'raw'>, {destination}: MountFacts): MountOptions | null {
	const config = record(raw.HostConfig);
	const bind = strings(config['Binds']).find(entry => sanitise(parseBind(entry).destination) === destination);
	if (bind !== undefined) return {given: [option('--volume', bind)], readOnly: [option('--volume', withOption(bind, 2))]};
	const request = records(config['Mounts']).find(entry => sanitise(string(entry['Target'])) === destination);
	if (request === undefined) return null;
	const asOption = (asked: typeof request) => [option('--mount', mountValue(asked as MountRequest, maskVolumeOption))];
	return {given: asOption(request), readOnly: asOption({...request, ReadOnly: true})};
}

/** As it was requested; where that is not reported (an answer without its configuration), as `-v` would be. */
export function mountOptionsOf(container: ContainerFacts, mount: MountFacts): MountOptions {
	const asked = ownMountOptions(container, mount);
	if (asked !== null) return asked;
	// Which of several containers a mount came from is not reported: without all of them it is gone.
	const donors = strings(record(container.raw.HostConfig)['VolumesFrom']);
	if (donors.length > 0) return inheritedMountOptions(donors);
	const {source, volume, destination, writable, anonymous} = mount;
	// The image declares it: no option gave it.
	if (anonymous) return {given: [], readOnly: []};
	const bind = `${volume ?? source}:${destination}`;
	return {given: [option('--volume', writable ? bind : `${bind}:ro`)], readOnly: [option('--volume', `${bind}:ro`)]};
}

/** The options through which all mounts of donors were inherited. @param donors  `NAME[:MODE]`, as the engine repeats them */
export const inheritedMountOptions = (donors: readonly string[]): MountOptions => ({
	given: donors.map(donor => option('--volumes-from', donor)),
	readOnly: donors.map(donor => option('--volumes-from', withOption(donor, 1))),
});

/** Without the mount. */
export const withoutMount = (container: ContainerFacts, mount: MountFacts, text: string, mayBreak: string): Change =>
	change({text, remove: mountOptionsOf(container, mount).given, mayBreak});

/** Mounted read-only, for what only writing makes dangerous. */
export function readOnlyMount(container: ContainerFacts, mount: MountFacts, text: string, mayBreak: string): Change {
	const {given, readOnly} = mountOptionsOf(container, mount);
	return change({text, remove: given, add: readOnly, mayBreak});
}

/** With `ro` among the options, which are the part at this index. */
function withOption(text: string, index: number): string {
	const parts = text.split(':');
	const options = (parts[index] ?? '').split(',').filter(word => !['', 'rw', 'ro'].includes(word));
	return [...parts.slice(0, index), [...options, 'ro'].join(',')].join(':');
}
