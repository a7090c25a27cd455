import {
	type ContainerFacts,
	type Execution,
	type HostTree,
	initPaths,
	maskSecrets,
	type ProgramPlace,
	placeOfProgram as placeOf,
	plainPath,
	type SafeText,
	safe,
	sanitise,
	trusted,
} from '../../../base/index.js';
import type {ProgramOrigin} from '../activity.js';
import type {ActivityLog} from '../activity-log.js';
import {isShell, isTemporary} from '../detections/programs.js';
import {brief} from '../folding.js';
import type {KnownContainer} from '../known-containers.js';
import type {ContainerFiles} from './container-files.js';
import type {CapabilityUses} from './container-tasks.js';
import {inputOf, type ProcessInput} from './process-input.js';
import type {SocketUse} from './socket-clients.js';
import type {WorkUnderWay} from './work-under-way.js';

/** Names of the programs that used a capability, in one line. */
const MAX_NAMES = 8;
/** Of SYS_ADMIN: apart from the checks of it in mmap(2). */
const administers = 'to mount or the like';

export type TaskActivityParts = {
	readonly log: ActivityLog;
	readonly tree: HostTree;
	readonly find: (id: string) => KnownContainer | null;
	readonly files: Pick<ContainerFiles, 'placeOf'>;
	readonly work: Pick<WorkUnderWay, 'add'>;
	/** There was no room for something that it did. */
	readonly onLost: (id: string) => void;
};

/** What containers did that the engine has not been asked about yet, and milliseconds for which they are kept: a busy engine takes half a minute. */
const MAX_HELD = 10_000;
const heldFor = 60_000;

/** Turns what the kernel trace shows of a container's tasks into activity. */
export function readTaskActivity({log, tree, find, files, work: underWay, onLost}: TaskActivityParts) {
	let held: {readonly id: string; readonly work: (known: KnownContainer) => void; readonly at: number; readonly key: string}[] =
		[];

	/** @param key  what is the same as something that waits already does not wait too; empty for what counts each time */
	const whenKnown = (id: string, work: (known: KnownContainer) => void, key = ''): void => {
		const known = find(id);
		if (known !== null) work(known);
		else if (key !== '' && held.some(one => one.id === id && one.key === key)) return;
		else if (held.length < MAX_HELD) held.push({id, work, at: performance.now(), key});
		else onLost(id);
	};

	/** Before the engine has been asked about a container, it is not known where its writable layer is. */
	async function judge(
		{subject, facts}: KnownContainer,
		{pid, path, uid, raises, byExec, startedBy}: Execution,
		input: ProcessInput | null,
		seen: {readonly place: ProgramPlace | null; readonly upper: string | null},
	): Promise<void> {
		const upper = upperOf(facts.raw);
		const place = upper === seen.upper ? seen.place : await files.placeOf(facts.id, {pid, path, upper});
		const shown = brief(maskSecrets(path));
		const by = startedBy === null ? [] : [sanitise(startedBy)];
		const actors = {by, uids: uid === null ? [] : [uid], raises, onlyByExec: byExec};
		const novelty = log.habit(subject, 'program', shown, {note: noteOf(uid, raises, byExec), actors});
		const origin = originFrom(facts, path, place);
		log.judge(
			subject,
			{kind: 'program', path: shown, uid, raises, byExec, origin, input},
			{...novelty, userIsRoot: facts.user.isRoot},
		);
	}

	/** A short-lived process is asked for its input before anything is waited for. */
	async function lookAt(id: string, execution: Execution): Promise<void> {
		const {pid, path} = execution;
		const known = find(id);
		const upper = known === null ? null : upperOf(known.facts.raw);
		const input = isShell(path) ? inputOf(tree, pid) : null;
		const place = await files.placeOf(id, {pid, path, upper});
		const ofCalled = !isShell(path) && isShell(place?.called ?? '') ? inputOf(tree, pid) : null;
		whenKnown(id, one => underWay.add(judge(one, execution, input ?? ofCalled, {place, upper})));
	}

	return {
		/** To be done once the container is known. */
		whenKnown,
		program(id: string, execution: Execution): void {
			if (execution.isStart) whenKnown(id, ({subject}) => log.tracedFromStart(subject), 'start');
			underWay.add(lookAt(id, execution));
		},
		runtimeSocket(id: string, {socket, process, byExec}: SocketUse): void {
			whenKnown(id, ({subject}) => {
				const novelty = log.habit(subject, 'socket', safe`${socket} by ${process}`, {note: trusted('')});
				log.judge(subject, {kind: 'runtime-socket', socket, process: brief(process), byExec}, novelty);
			});
		},
		/** To be called often: a new container runs its first programs before the engine has been asked about it. */
		look(): void {
			const waiting = held;
			held = [];
			for (const one of waiting) {
				const known = find(one.id);
				if (known !== null) one.work(known);
				else if (performance.now() - one.at < heldFor) held.push(one);
			}
		},
		capability(id: string, {capability, by, count, onlyByExec, isCertain}: CapabilityUses): void {
			const known = find(id);
			if (known === null) return;
			const names = brief(sanitise(by.slice(0, MAX_NAMES).join(', ')));
			const actors = {by: by.slice(0, MAX_NAMES).map(sanitise), uids: [], raises: null, onlyByExec};
			const key = trusted(capability === 'SYS_ADMIN' && isCertain ? `${capability}, ${administers}` : capability);
			const novelty = log.habit(known.subject, 'capability', key, {note: names, times: count, actors});
			if (!isCertain) return;
			log.judge(known.subject, {kind: 'capability', capability, by: names}, novelty);
		},
	};
}

function noteOf(uid: number | null, raises: Execution['raises'], byExec: boolean): SafeText {
	const parts = [
		...(uid === null ? [] : [`uid ${uid}`]),
		...(raises === null || raises === 'unknown' ? [] : [raises]),
		...(byExec ? ['by exec'] : []),
	];
	return trusted(parts.join(', '));
}

type OfContainer = Pick<ContainerFacts, 'mounts' | 'raw'>;

const upperOf = ({GraphDriver: driver}: OfContainer['raw']): string | null =>
	(driver?.Name === 'overlay2' ? driver.Data?.['UpperDir'] : null) ?? null;

/** Where the executed file comes from, also when a link leads to it. */
export const originOf = (tree: HostTree, facts: OfContainer, pid: number, path: string): ProgramOrigin =>
	originFrom(facts, path, placeOf(tree, {pid, path, upper: upperOf(facts.raw)}));

/** @param seen  `null` where it was not answered what is there */
function originFrom(
	{mounts, raw}: OfContainer,
	path: string,
	seen: Pick<ProgramPlace, 'place' | 'isWritten'> | null,
): ProgramOrigin {
	// A file without a name, made by memfd_create(2).
	if (/^\/?memfd:/.test(path)) return 'memory';
	if (!path.startsWith('/')) return 'unknown';
	const plain = plainPath(path);
	const names = seen === null || seen.place === null ? [plain] : [plain, seen.place];
	// The engine mounts it over a file that it makes in the writable layer.
	if (initPaths(raw).includes(plain)) return 'image';
	if (names.some(isTemporary)) return 'temporary directory';
	const isMounted = (name: string): boolean =>
		mounts.some(({destination}) => name === destination || name.startsWith(`${destination}/`));
	if (names.some(isMounted)) return 'mount';
	if (seen === null || seen.isWritten === null) return 'unknown';
	return seen.isWritten ? 'writable layer' : 'image';
}

/** `10.0.0.1:443/tcp` */
export const portText = (address: SafeText, port: number, protocol: 'tcp' | 'udp'): SafeText =>
	safe`${address.includes(':') ? safe`[${address}]` : address}:${port}/${trusted(protocol)}`;
