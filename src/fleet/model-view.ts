import type {BlindSpot} from '../answers/index.js';
import {sanitise} from '../terminal/sanitise.js';
import {type ContainerRecord, entryOf} from './container-record.js';
import {unseenParts} from './engine-answers.js';
import type {FleetEntry, FleetModel} from './fleet-model.js';
import type {FleetState} from './fleet-state.js';
import type {Judging} from './judging.js';

export type ModelView = {
	/** The picture of this moment: the same object until something changes. */
	model(): FleetModel;
	stale(): void;
};

export function createModelView(state: FleetState, judging: Judging): ModelView {
	let model: FleetModel | null = null;
	let entries: readonly FleetEntry[] = [];

	function build(): FleetModel {
		const records = [...state.records.values()];
		const next = records.map(entryOf);
		if (next.length !== entries.length || next.some((entry, index) => entry !== entries[index])) entries = next;
		const asked = state.wide.version !== null;
		return {
			connection: state.connection,
			engine: asked ? judging.engine() : null,
			host: state.host,
			images: asked ? judging.images() : new Map(),
			entries,
			verdicts: state.verdicts,
			blindSpots: [
				...unseenParts(state.wide),
				...state.blindSpots.values(),
				...state.judgingBlindSpots,
				...partlyJudged(records),
				...unseenContainers(records),
			],
			loading: {done: records.filter(isDone).length, total: records.length, complete: state.complete},
			settled: state.settled,
		};
	}
	return {
		model() {
			model ??= build();
			return model;
		},
		stale() {
			model = null;
		},
	};
}

const isDone = ({assessed, failed}: ContainerRecord): boolean => assessed !== null || failed !== null;

const partlyJudged = (records: readonly ContainerRecord[]): readonly BlindSpot[] =>
	records.flatMap(({assessed}) => assessed?.blindSpots ?? []);

/** One line for each reason, however many containers it hides. */
function unseenContainers(records: readonly ContainerRecord[]): BlindSpot[] {
	const counts = new Map<string, {spot: BlindSpot; count: number}>();
	for (const {failed} of records) {
		if (failed === null) continue;
		const known = counts.get(failed.reason);
		counts.set(failed.reason, {spot: failed, count: (known?.count ?? 0) + 1});
	}
	return [...counts.values()].map(({spot, count}) =>
		count === 1 ? spot : {source: spot.source, reason: sanitise(`${count} containers: ${spot.reason}`)},
	);
}
