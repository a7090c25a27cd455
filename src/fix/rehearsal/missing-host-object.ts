import {isWithin, type SafeText, safe, sanitise, trimEndOf} from '../../base/index.js';
import {mountsToReplace, type Withheld} from './copies.js';
import {kindOfMode} from './path-kinds.js';
import type {RehearsalSession} from './rehearsal-session.js';

/** Paths in a log that are looked up; each takes one request. */
const maxPaths = 20;

/**
 * The reason if a control misses something that its original has and twins never get: a socket, a pipe or a device, mounted or below a mounted
 * directory. `null` if there is nothing of that kind.
 *
 * @param log  of the control
 */
export async function missingHostObject(
	{reader, facts, copies: {withheld}}: RehearsalSession,
	log: string,
): Promise<SafeText | null> {
	const named = withheld.find(({path}) => log.includes(path)) ?? (await specialIn(log, {reader, facts}));
	if (named !== undefined)
		return safe`it needs ${named.path} (${named.what} of the host), which a rehearsal never gives to a twin`;
	const [first, ...more] = withheld;
	if (first === undefined) return null;
	const others = more.length === 0 ? safe`` : safe` and ${more.length} more`;
	return safe`an unchanged twin does not work; it has no ${first.path} (${first.what} of the host)${others}, which a rehearsal never gives to a twin`;
}

async function specialIn(
	log: string,
	{reader, facts}: Pick<RehearsalSession, 'reader' | 'facts'>,
): Promise<Withheld | undefined> {
	const below = mountsToReplace(facts.raw.Mounts).map(({Destination: path = ''}) => path);
	const paths = [...new Set(log.match(/\/[\w.@+-]+(?:\/[\w.@+-]+)*/g) ?? [])]
		.map(path => trimEndOf(path, '.'))
		.filter(path => below.some(mount => isWithin(path, mount)));
	for (const path of paths.slice(0, maxPaths)) {
		const stat = await reader.pathStat(facts.id, path);
		const kind = stat === null ? 'file' : kindOfMode(stat.mode);
		if (kind === 'socket' || kind === 'pipe' || kind === 'device') return {path: sanitise(path), what: sanitise(`a ${kind}`)};
	}
	return undefined;
}
