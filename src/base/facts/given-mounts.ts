import type {ContainerInspect, HostConfig} from '../answers/index.js';
import {parseBind} from './bind.js';
import {boolean, pairs, record, records, string, strings} from './read.js';

/** A mount as the engine answers it, or as it was asked for. */
export type GivenMount = {
	readonly type: string;
	readonly name: string;
	readonly source: string;
	readonly destination: string;
	readonly writable: boolean;
	readonly propagation: string;
};

/** The mounts of a container; without an answer about them, those that it was created with. */
export const givenMounts = ({Mounts, HostConfig: config}: ContainerInspect): readonly GivenMount[] =>
	Array.isArray(Mounts) ? withoutImageCopies(records(Mounts).map(asGiven)) : [...asked(config ?? {})];

/** Where something is mounted inside the container, `--tmpfs` too. */
export const mountPoints = (inspect: ContainerInspect): readonly string[] => [
	...givenMounts(inspect).map(({destination}) => destination),
	...pairs(inspect.HostConfig?.Tmpfs).map(([destination]) => destination),
];

/**
 * Podman lists `--mount type=image` twice: as what it is, and as a bind of the overlay that it made of the image for this container. Nothing
 * of the host is in that. (`-v /etc:/e:O` makes such an overlay too, of a path of the host, and is no image.)
 */
function withoutImageCopies(mounts: readonly GivenMount[]): readonly GivenMount[] {
	const images = new Set(mounts.flatMap(({type, destination}) => (type === 'image' ? [destination] : [])));
	return mounts.filter(
		({type, source, destination}) =>
			!(type === 'bind' && images.has(destination) && /\/userdata\/overlay\/\d+\/merge$/.test(source)),
	);
}

const asGiven = (mount: Readonly<Record<string, unknown>>): GivenMount => ({
	type: string(mount['Type']) || (string(mount['Name']) === '' ? 'bind' : 'volume'),
	name: string(mount['Name']),
	source: string(mount['Source']),
	destination: string(mount['Destination']),
	// An answer that does not say so is not taken for read-only.
	writable: boolean(mount['RW']) ?? !/(^|,)ro(,|$)/.test(string(mount['Mode'])),
	propagation: string(mount['Propagation']),
});

/** What was asked for, where the answer lists no mounts: `source:destination[:mode]` and `--mount`. */
function* asked(config: HostConfig): Generator<GivenMount> {
	for (const bind of strings(config.Binds)) {
		const {source, destination, options} = parseBind(bind);
		const isPath = source.startsWith('/');
		yield {
			type: isPath ? 'bind' : 'volume',
			name: isPath ? '' : source,
			source: isPath ? source : '',
			destination,
			writable: !options.includes('ro'),
			propagation: options.find(word => /^r?(private|shared|slave)$/.test(word)) ?? '',
		};
	}
	for (const mount of records(config.Mounts)) {
		const type = string(mount['Type']);
		yield {
			type,
			name: type === 'volume' ? string(mount['Source']) : '',
			source: type === 'volume' ? '' : string(mount['Source']),
			destination: string(mount['Target']),
			writable: mount['ReadOnly'] !== true,
			propagation: string(record(mount['BindOptions'])['Propagation']),
		};
	}
}
