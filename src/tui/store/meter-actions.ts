import {trusted} from '../../base/index.js';
import {entryOf} from '../pages/entries.js';
import type {ActionContext} from './action-context.js';
import {needOf, type SortColumn} from './fleet-columns.js';
import {bodyHeight} from './geometry.js';
import {keepUsage} from './kept-usage.js';
import {type Meter, meterOf} from './meters.js';
import type {State} from './state.js';

/** The container whose usage the screen shows. */
function usageWanted({frames}: State): string | null {
	const view = frames.at(-1)?.view;
	return view?.kind === 'container' && view.tab === 'runtime' ? view.id : null;
}

type FleetPart = {readonly resort: () => void; readonly sortBy: (column: SortColumn) => void};

const everySecond = 1_000;

/** CPU and memory of the visible rows, once a second, in one store update per tick; off by default. */
export function meterActions({store, services, toast}: ActionContext, {resort, sortBy}: FleetPart) {
	const {getState, setState} = store;
	let timer: NodeJS.Timeout | null = null;
	/** The current round, with one controller per request: Node warns about a signal with more than ten listeners. */
	let round: readonly AbortController[] | null = null;

	/** Seconds, also of the time before the Runtime tab was opened. */
	const usage = keepUsage();

	const visible = (): readonly string[] => {
		const {lines, top, frames, metersOn} = getState();
		const open = usageWanted(getState());
		if (open !== null) return entryOf(getState(), open)?.state === 'running' ? [open] : [];
		if (frames.length > 1 || !metersOn) return [];
		return lines
			.slice(top, top + bodyHeight(getState()))
			.flatMap(line => (line.kind === 'container' && line.entry.state === 'running' ? [line.key] : []));
	};

	const tick = async () => {
		const read = services.stats;
		// A slow engine is not polled faster than it answers.
		if (!read || round) return;
		const questions = visible().map(id => ({id, abort: new AbortController()}));
		const asked = questions.map(({abort}) => abort);
		round = asked;
		const before = getState().meters;
		const answers = await Promise.allSettled(
			questions.map(async ({id, abort}) => [id, meterOf(await read(id, abort.signal), before.get(id), services.now())] as const),
		);
		if (round !== asked) return;
		round = null;
		const next = new Map<string, Meter>(before);
		for (const answer of answers) if (answer.status === 'fulfilled') next.set(...answer.value);
		for (const answer of answers) if (answer.status === 'fulfilled') usage.add(answer.value[0], answer.value[1], services.now());
		const open = usageWanted(getState());
		setState(open === null ? {meters: next} : {meters: next, usage: usage.of(open)});
		resort();
	};

	const stopMeters = () => {
		if (timer) clearInterval(timer);
		timer = null;
		for (const abort of round ?? []) abort.abort();
		round = null;
	};

	const startMeters = () => {
		if (timer) return;
		timer = setInterval(() => void tick(), everySecond);
		timer.unref();
		void tick();
	};

	return {
		toggleMeters() {
			const on = !getState().metersOn;
			if (on && !services.stats) return toast(trusted('a recorded fleet has no meters'));
			setState({metersOn: on, meters: new Map()});
			if (!on && usageWanted(getState()) === null) stopMeters();
			if (on) startMeters();
			// The sort column has disappeared.
			else if (needOf(getState().sort.column) === 'meters') sortBy('risk');
		},
		startMeters,
		stopMeters,
		/** Measures the container whose Runtime tab is open. Returns a function that stops this. */
		measureAsOpened: () =>
			store.subscribe((state, before) => {
				const wanted = usageWanted(state);
				if (wanted === usageWanted(before) || !services.stats) return;
				if (wanted !== null) {
					setState({usage: usage.of(wanted)});
					startMeters();
				} else if (!state.metersOn) stopMeters();
			}),
	};
}
