import type {ContainerInspect} from '../../answers/index.js';
import {EngineError, isNoSuchContainer} from '../../engine/engine-error.js';
import type {CreateRequest} from '../../engine/writer.js';
import {own} from '../../terminal/safe-text.js';
import {graceSeconds} from './compare.js';
import {type Session, TwinLost, throwIfCancelled} from './session.js';
import {carrierRequest, copyRoot, type TwinTerms, twinRequest} from './twin.js';
import type {Demands, Verdict} from './verdict.js';
import {watch} from './watch.js';

/**
 * Creates a twin of `inspect`, starts it, judges it and removes it, whatever happens.
 *
 * @throws TwinLost when somebody else removed it meanwhile
 */
export async function judgeTwin(session: Session, inspect: ContainerInspect, demands: Demands): Promise<Verdict> {
	const judged = judge(session, inspect, demands);
	session.judging.add(judged);
	try {
		return await judged;
	} finally {
		session.judging.delete(judged);
	}
}

async function judge(session: Session, inspect: ContainerInspect, demands: Demands): Promise<Verdict> {
	const {writer, facts, signal} = session;
	const made: string[] = [];
	const create = async (suffix: string, request: CreateRequest): Promise<string> => {
		// To its end also when the rehearsal is given up: an engine finishes what it has begun, and nobody would know the twin's id.
		const id = await writer.create(`dockscope-twin${suffix}`, request);
		made.push(id);
		session.twins.add(id);
		throwIfCancelled(session);
		return id;
	};
	try {
		const copies = await carry(session, create);
		const withheld = new Set(session.copies.withheld.map(({path}) => String(path)));
		const terms = {memory: session.memory, copies, withheld};
		const id = await create('', twinRequest(inspect, facts.raw, terms));
		await writer.start(id, signal);
		const first = await watch(session, id, demands);
		const startsAgain = session.keepsData && demands.reference?.startsAgain !== false;
		return first.ok && startsAgain ? await secondStart(session, id, first, demands) : first;
	} catch (error) {
		throwIfCancelled(session);
		if (!(error instanceof EngineError)) throw error;
		// A prune, or a person: nothing that the twin did.
		if (isNoSuchContainer(error)) throw new TwinLost('somebody else removed a twin while it was judged');
		return {ok: false, note: `it does not start: ${error.message}`, log: error.message, outOfMemory: false, certain: true};
	} finally {
		// The twin before what it takes its volumes from.
		for (const id of made.reverse()) {
			await writer.remove(id);
			session.twins.delete(id);
		}
	}
}

/** Puts the copies into a volume for one twin: none sees what another wrote. */
async function carry(
	{reader, writer, facts, copies: {mounts}}: Session,
	create: (suffix: string, request: CreateRequest) => Promise<string>,
): Promise<TwinTerms['copies']> {
	if (mounts.length === 0) return new Map();
	const id = await create('-data', carrierRequest(facts.raw));
	for (const {tar} of mounts) await writer.putArchive(id, copyRoot, tar);
	const volume = (await reader.inspect(id)).Mounts?.find(mount => mount.Destination === copyRoot)?.Source;
	if (!volume) throw new EngineError('invalid-answer', own('the engine does not say where the volume of the copies is'));
	return new Map(mounts.map(({path, name, readOnly}) => [path, {source: `${volume}/${name}`, readOnly}]));
}

/** Over the data that the first start left: a directory that is closed to others by now asks root for other rights. */
async function secondStart(
	session: Session,
	id: string,
	first: Extract<Verdict, {ok: true}>,
	demands: Demands,
): Promise<Verdict> {
	// One that has to be killed is killed at once: waiting for that shows nothing, and it is killed all the same.
	const {stopsAfter} = demands.reference ?? first.reference;
	await session.writer.stop(id, stopsAfter === null ? 1 : graceSeconds);
	await session.writer.start(id, session.signal);
	const hoped = demands.reference === null ? first.reference : demands.hoped;
	const again = await watch(session, id, {...demands, hoped, stop: false, patient: true, again: true});
	if (again.ok) {
		const {log, left} = again.reference;
		return {...first, log: again.log, reference: {...first.reference, log, leftAgain: left, startsAgain: true}};
	}
	if (demands.reference === null) return {...first, note: `${first.note}; it does not start a second time`};
	const complains = again.complains === undefined ? {} : {complains: {...again.complains, again: true}};
	return {...again, ...complains, note: `a second start, over its own data: ${again.note}`};
}
