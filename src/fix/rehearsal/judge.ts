import {type ContainerInspect, type CreateRequest, EngineError, isNoSuchContainer, trusted} from '../../base/index.js';
import {graceSeconds} from './compare.js';
import {type RehearsalSession, TwinLost, throwIfCancelled} from './rehearsal-session.js';
import {carrierRequest, copyRoot, type TwinSpec, twinRequest} from './twin.js';
import type {Expectations, TrialVerdict} from './verdict.js';
import {watch} from './watch.js';

/**
 * Creates a twin of `inspect`, starts it, judges it and always removes it.
 *
 * @throws TwinLost when someone else removed it meanwhile
 */
export async function judgeTwin(
	session: RehearsalSession,
	inspect: ContainerInspect,
	expectations: Expectations,
): Promise<TrialVerdict> {
	const judged = judge(session, inspect, expectations);
	session.judging.add(judged);
	try {
		return await judged;
	} finally {
		session.judging.delete(judged);
	}
}

async function judge(session: RehearsalSession, inspect: ContainerInspect, expectations: Expectations): Promise<TrialVerdict> {
	const {writer, facts, signal} = session;
	const made: string[] = [];
	const create = async (suffix: string, request: CreateRequest): Promise<string> => {
		// Awaited even when the rehearsal is cancelled: the engine completes the request, and the id of the twin would be lost.
		const id = await writer.create(`dockscope-twin${suffix}`, request);
		made.push(id);
		session.twins.add(id);
		throwIfCancelled(session);
		return id;
	};
	try {
		const copies = await fillCopyVolume(session, create);
		const withheld = new Set(session.copies.withheld.map(({path}) => String(path)));
		const terms = {memory: session.memory, copies, withheld};
		const id = await create('', twinRequest(inspect, facts.raw, terms));
		await writer.start(id, signal);
		const first = await watch(session, id, expectations);
		const startsAgain = session.keepsData && expectations.reference?.startsAgain !== false;
		const verdict = first.ok && startsAgain ? await secondStart(session, id, first, expectations) : first;
		if (!verdict.ok && (await isRemoved(session.reader, id))) throw new TwinLost(removedBySomeone);
		return verdict;
	} catch (error) {
		throwIfCancelled(session);
		if (!(error instanceof EngineError)) throw error;
		const [twin] = made.slice(-1);
		// A prune, or a person: nothing that the twin did.
		if (isNoSuchContainer(error) || (twin !== undefined && (await isRemoved(session.reader, twin))))
			throw new TwinLost(removedBySomeone);
		return {ok: false, note: `it does not start: ${error.message}`, log: error.message, outOfMemory: false, certain: true};
	} finally {
		// The twin before the container that it takes its volumes from.
		for (const id of made.reverse()) {
			await writer.remove(id);
			session.twins.delete(id);
		}
	}
}

const removedBySomeone = 'a twin was removed by someone else during its trial';

/** Gone, or on its way: `docker rm --force` kills first, and a busy engine takes seconds for the rest. */
async function isRemoved(reader: RehearsalSession['reader'], id: string): Promise<boolean> {
	try {
		const {State: state} = await reader.inspect(id);
		return state?.Dead === true || state?.Status === 'removing';
	} catch (error) {
		if (error instanceof EngineError && isNoSuchContainer(error)) return true;
		throw error;
	}
}

/** Puts the copies into a volume for one twin: none sees what another wrote. */
async function fillCopyVolume(
	{reader, writer, facts, copies: {mounts}}: RehearsalSession,
	create: (suffix: string, request: CreateRequest) => Promise<string>,
): Promise<TwinSpec['copies']> {
	if (mounts.length === 0) return new Map();
	const id = await create('-data', carrierRequest(facts.raw));
	for (const {tar} of mounts) await writer.putArchive(id, copyRoot, tar);
	const volume = (await reader.inspect(id)).Mounts?.find(mount => mount.Destination === copyRoot)?.Source;
	if (!volume) throw new EngineError('invalid-answer', trusted('the engine does not report where the volume of the copies is'));
	return new Map(mounts.map(({path, name, readOnly}) => [path, {source: `${volume}/${name}`, readOnly}]));
}

/** With the data of the first start: by now a directory may be closed to others, so root needs other privileges. */
async function secondStart(
	session: RehearsalSession,
	id: string,
	first: Extract<TrialVerdict, {ok: true}>,
	expectations: Expectations,
): Promise<TrialVerdict> {
	// A twin that has to be killed is killed at once: waiting shows nothing.
	const {stopsAfter} = expectations.reference ?? first.reference;
	await session.writer.stop(id, stopsAfter === null ? 1 : graceSeconds);
	await session.writer.start(id, session.signal);
	const expectedSignals = expectations.reference === null ? first.reference : expectations.expectedSignals;
	const again = await watch(session, id, {
		...expectations,
		expectedSignals,
		stop: false,
		effort: 'short',
		patient: true,
		again: true,
	});
	if (again.ok) {
		const {log, written, exercised} = again.reference;
		return {
			...first,
			log: again.log,
			reference: {...first.reference, log, writtenAgain: written, exercisedAgain: exercised, startsAgain: true},
		};
	}
	if (expectations.reference === null) return {...first, note: `${first.note}; it fails to start a second time`};
	const complains = again.complains === undefined ? {} : {complains: {...again.complains, again: true}};
	return {...again, ...complains, note: `second start with its own data: ${again.note}`};
}
