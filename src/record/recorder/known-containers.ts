import {type ContainerFacts, composeFacts, type EngineEvent, pairs, sanitise, string, trusted} from '../../base/index.js';
import type {AssessedContainer, Fleet} from '../../judge/index.js';
import type {Subject} from './store/entry.js';
import {noSubject, subjectOf} from './subject.js';
import {workloadOf} from './workload-name.js';

export type KnownContainer = {readonly assessed: AssessedContainer; readonly facts: ContainerFacts; readonly subject: Subject};

/** Containers that are gone and still known: what one did in its last seconds is read after that. */
const MAX_GONE = 1_000;

export type KnownContainers = ReturnType<typeof knownContainers>;

/**
 * The containers of a fleet by id, each with its workload.
 *
 * @param onStart  a container was started; not for those that ran when the fleet was loaded
 */
export function knownContainers(fleet: Pick<Fleet, 'model'>, onStart: (container: KnownContainer) => void) {
	let byId = new Map<string, KnownContainer>();
	const gone = new Map<string, KnownContainer>();
	let isLoaded = false;
	return {
		/** Takes the fleet as it is now; returns those that changed. */
		update(): KnownContainer[] {
			const before = byId;
			byId = new Map();
			const changed: KnownContainer[] = [];
			const {entries, settled} = fleet.model();
			for (const {id, assessed} of entries) {
				if (assessed === null) continue;
				const was = before.get(id);
				const now = was?.assessed === assessed ? was : {assessed, facts: assessed.facts, subject: subjectOf(assessed.facts)};
				byId.set(id, now);
				if (now !== was) changed.push(now);
				const {status, pid} = now.facts;
				if (isLoaded && status === 'running' && pid !== null && pid !== was?.facts.pid) onStart(now);
			}
			for (const [id, one] of before) if (!byId.has(id)) gone.set(id, one);
			for (const id of gone.keys()) if (byId.has(id) || gone.size > MAX_GONE) gone.delete(id);
			isLoaded ||= settled;
			return changed;
		},
		/** Also one that is gone. */
		get: (id: string): KnownContainer | null => byId.get(id) ?? gone.get(id) ?? null,
		/** Those that run, with their first process. */
		running(): Map<string, number> {
			return new Map(
				[...byId].flatMap(([id, {facts}]) =>
					facts.status === 'running' && facts.pid !== null ? [[id, facts.pid] as const] : [],
				),
			);
		},
		values: () => byId.values(),
	};
}

/** To whom an event belongs: an event about a container has its labels, so that one which is gone already is known too. */
export function subjectOfEvent({Type: type, Actor: actor, id}: EngineEvent, known: KnownContainer | null): Subject {
	if (known !== null) return known.subject;
	if (type !== 'container') return noSubject;
	const attributes = Object.fromEntries(pairs(actor?.Attributes));
	return {
		workload: workloadOf({compose: composeFacts(attributes), name: sanitise(string(attributes['name']))}),
		generation: trusted(''),
		container: sanitise((string(actor?.ID) || string(id)).slice(0, 64)),
	};
}
