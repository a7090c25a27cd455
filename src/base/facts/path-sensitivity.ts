import {trusted} from '../text/safe-text.js';
import {classifyDevice} from './devices.js';
import {canonical, isBelow, isWithin} from './host-paths.js';
import type {PathSensitivity} from './mount-facts.js';
import {OTHER_SOCKETS} from './runtime-sockets.js';
import {
	HARMLESS,
	HARMLESS_TO_READ,
	HOME_SECRETS,
	type Read,
	SENSITIVE_PATHS,
	type SensitivePath,
	type WhenWritten,
} from './sensitive-paths.js';

/**
 * How much of the host a bind of this path exposes, `null` for an ordinary directory of user data.
 *
 * An entry matches when the source is it, is above it (the entry is then visible in the container) or is below it, as far as
 * paths below are dangerous too: `/etc/cron.d/x` is, `/etc/localtime` is not when only read.
 *
 * @param source    path on the host
 * @param dataRoot  of the engine, when it is not in the default place
 * @param writable  whether it may be written
 */
export function pathSensitivity(source: string, dataRoot: string | null = null, writable = false): PathSensitivity | null {
	const path = canonical(source);
	if (!writable && HARMLESS_TO_READ.some(safe => isWithin(path, safe))) return null;
	const cacheKey = `${dataRoot ?? ''}\0${path}`;
	const seen = cache.get(cacheKey);
	if (seen !== undefined) return seen;
	const found = look(path, dataRoot === null ? SENSITIVE_PATHS : [...SENSITIVE_PATHS, ...ofDataRoot(canonical(dataRoot))]);
	if (cache.size < MOST_REMEMBERED) cache.set(cacheKey, found);
	return found;
}

/** As the default place is listed. */
const ofDataRoot = (root: string): SensitivePath[] =>
	SENSITIVE_PATHS.filter(({path}) => isWithin(path, defaultRoot)).map(one => ({
		...one,
		path: `${root}${one.path.slice(defaultRoot.length)}`,
	}));

const defaultRoot = '/var/lib/docker';

/** The host paths that mounts are judged by, canonical; home directories are matched by pattern. */
export const judgedPlaces: readonly string[] = [...SENSITIVE_PATHS.map(({path}) => path), ...OTHER_SOCKETS];

/** Many containers mount the same few paths; the cap keeps a hostile fleet from filling the memory. */
const MOST_REMEMBERED = 5000;
const cache = new Map<string, PathSensitivity | null>();

function look(path: string, entries: readonly SensitivePath[]): PathSensitivity | null {
	if (HARMLESS.some(safe => isWithin(path, safe))) return null;
	const exact = entries.find(entry => entry.path === path);
	if (exact !== undefined) return sensitivity(exact, 'is', exact);
	const home = homeOf(path);
	if (home !== null) return home;
	if (isBelow(path, '/dev')) return deviceNode(path);
	const above = entries.filter(entry => isBelow(path, entry.path)).sort((a, b) => b.path.length - a.path.length)[0];
	const inside = above === undefined ? null : sensitivity(above, 'inside', above.below === 'same' ? above : above.below);
	const contained = entries.filter(entry => isBelow(entry.path, path)).sort((a, b) => weight(b) - weight(a))[0];
	const contains = contained === undefined ? null : sensitivity(contained, 'contains', contained);
	return worse(inside, contains);
}

/**
 * A device node or a directory of them. Mounting one does not allow opening it: without `--device` or a device rule, the device cgroup
 * returns EPERM. Its owner and mode, shared with the host, can be changed all the same.
 */
function deviceNode(path: string): PathSensitivity | null {
	const {danger} = classifyDevice(path, 'rw');
	if (danger === null || danger === 'low') return null;
	return {listed: trusted('/dev'), relation: 'inside', whenWritten: 'tamper', whenRead: null};
}

function sensitivity(
	entry: SensitivePath,
	relation: PathSensitivity['relation'],
	{written, read}: {readonly written: WhenWritten; readonly read: Read},
): PathSensitivity | null {
	return written === null && read === null ? null : {listed: trusted(entry.path), relation, whenWritten: written, whenRead: read};
}

/** Home directories: a whole home, and the places in it that hold keys and tokens, wherever homes are. */
function homeOf(path: string): PathSensitivity | null {
	const secret = HOME_SECRETS.find(({pattern}) => pattern.test(path));
	if (secret !== undefined)
		return {
			listed: trusted(secret.listed),
			relation: 'is',
			whenWritten: secret.written,
			whenRead: secret.read === null ? null : 'secrets',
		};
	if (/^\/(home|Users)\/[^/]+$/.test(path))
		return {listed: trusted('/home/*'), relation: 'is', whenWritten: 'host-root', whenRead: 'secrets'};
	return null;
}

/** Writing outranks reading in any case: host root by writing 6, tamper 3, secrets 2, information 1. */
const rank = {'host-root': 2, tamper: 1, secrets: 2, information: 1} as const;
const weight = ({written, read}: {readonly written: WhenWritten; readonly read: Read}): number =>
	(written === null ? 0 : rank[written] * 3) + (read === null ? 0 : rank[read]);

/** How much a path exposes, as a number to compare by. */
export const exposure = (found: PathSensitivity | null, writable: boolean): number =>
	found === null ? 0 : weight({written: writable ? found.whenWritten : null, read: found.whenRead});

function worse(a: PathSensitivity | null, b: PathSensitivity | null): PathSensitivity | null {
	if (a === null || b === null) return a ?? b;
	const weigh = (found: PathSensitivity) => weight({written: found.whenWritten, read: found.whenRead});
	return weigh(b) > weigh(a) ? b : a;
}
