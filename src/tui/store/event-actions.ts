import {type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import {type FleetModel, gradeWords} from '../../judge/index.js';
import type {ActionContext} from './action-context.js';
import type {State} from './state.js';

const kept = 500;
const everyMinute = 60_000;
const afterChange = 2_100;

type FleetPart = {readonly takeModel: (model: FleetModel) => void; readonly tick: () => void};

/** Follows the fleet: applies each new model, and records what changed. */
export function eventActions({store, services}: ActionContext, fleet: FleetPart) {
	const {getState, setState} = store;
	let unmark: NodeJS.Timeout | null = null;

	const take = () => {
		const before = getState().model;
		const now = services.fleet.model();
		if (now === before) return;
		const news = before.loading.complete ? changesBetween(before, now, services.now()) : [];
		fleet.takeModel(now);
		if (news.length > 0) setState({events: [...news, ...getState().events].slice(0, kept)});
		if (getState().changed.size > 0 && unmark === null)
			unmark = setTimeout(() => {
				unmark = null;
				fleet.tick();
			}, afterChange).unref();
	};

	return {
		/** Returns a function that stops following. */
		follow() {
			const stop = services.fleet.subscribe(take);
			const minute = setInterval(fleet.tick, everyMinute).unref();
			take();
			return () => {
				stop();
				clearInterval(minute);
				if (unmark) clearTimeout(unmark);
			};
		},
		setConnectionProblem(connectionProblem: State['connectionProblem']) {
			setState({connectionProblem});
		},
	};
}

type Event = State['events'][number];

/** The noteworthy changes from one model to the next, newest first. */
function changesBetween(before: FleetModel, after: FleetModel, at: number): readonly Event[] {
	const old = new Map(before.entries.map(entry => [entry.id, entry]));
	const news: Event[] = [];
	const note = (id: string, name: SafeText, text: SafeText, hasEvent = false) => news.push({at, id, name, text, hasEvent});

	for (const entry of after.entries) {
		const was = old.get(entry.id);
		old.delete(entry.id);
		if (was === entry) continue;
		if (!was) note(entry.id, entry.name, safe`appeared (${sanitise(entry.state)})`, true);
		else if (was.state !== entry.state) note(entry.id, entry.name, safe`${sanitise(was.state)} → ${sanitise(entry.state)}`, true);
		else if (was.assessed && entry.assessed) {
			const [from, to] = [was.assessed.risk, entry.assessed.risk];
			// A score that changed only because of new knowledge about the host or another container is not an event of this one.
			// Until everything that decides a grade is known, it only seems to change.
			if (from.score !== to.score && entry.changedAt > was.changedAt && before.settled)
				note(entry.id, entry.name, safe`risk ${gradeWords(from)} → ${gradeWords(to)}`);
			else if (was.assessed.facts.health !== entry.assessed.facts.health)
				note(entry.id, entry.name, safe`${sanitise(was.assessed.facts.health)} → ${sanitise(entry.assessed.facts.health)}`);
		}
	}
	for (const gone of old.values()) note(gone.id, gone.name, trusted('gone'), true);
	if (before.connection.state !== after.connection.state)
		note('', trusted(''), safe`engine: ${sanitise(after.connection.state)}`);
	return news;
}
