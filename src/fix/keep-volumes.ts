import {type ContainerInspect, csvFields, csvLine, isAnonymousVolume, parseBind} from '../base/index.js';
import {option, type RunOption} from '../judge/index.js';
import type {RunCommand} from './run-command.js';

/** The anonymous volumes of a container itself: one that it inherits by `--volumes-from` comes with its donor. */
export function anonymousVolumes({Mounts, Config, HostConfig}: ContainerInspect): {name: string; destination: string}[] {
	const bound = (HostConfig?.Binds ?? []).map(parseBind).filter(({source}) => isAnonymousVolume(source));
	return (Mounts ?? []).flatMap(({Type, Name: name, Destination: destination = ''}) => {
		const own =
			destination in (Config?.Volumes ?? {}) ||
			(HostConfig?.Mounts ?? []).some(({Target, Source}) => Target === destination && !Source) ||
			bound.some(bind => bind.destination === destination);
		return Type === 'volume' && isAnonymousVolume(name) && own ? [{name, destination}] : [];
	});
}

/**
 * The command with the container's anonymous volumes by their names: on its own it would create new, empty ones.
 *
 * @param inspect  the container that the command creates: what of its mounts a change removed is not kept
 */
export function keepAnonymousVolumes(command: RunCommand, inspect: ContainerInspect): RunCommand {
	let {options} = command;
	for (const {name, destination} of anonymousVolumes(inspect)) options = withVolume(options, name, destination);
	return {...command, options};
}

function withVolume(options: readonly RunOption[], name: string, destination: string): readonly RunOption[] {
	const named = option('--volume', `${name}:${destination}`);
	const at = options.findIndex(one => isMountedAt(one, destination));
	const given = options[at];
	// The image declares it: no option does.
	if (given === undefined) return [...options, named];
	if (given.name === '--volume') return given.value === destination ? options.with(at, named) : options;
	const [type = '', ...fields] = csvFields(given.value ?? '');
	if (fields.some(field => /^(source|src)=/.test(field))) return options;
	return options.with(at, option('--mount', csvLine([type, `source=${name}`, ...fields])));
}

function isMountedAt({name, value}: RunOption, destination: string): boolean {
	if (name === '--volume') return parseBind(value ?? '').destination === destination;
	return name === '--mount' && csvFields(value ?? '').includes(`target=${destination}`);
}
