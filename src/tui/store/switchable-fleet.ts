import type {Fleet} from '../../judge/index.js';

/** A fleet that can be replaced while the program runs: by the demo, when an engine cannot be reached. */
export type SwitchableFleet = Fleet & {readonly become: (other: Fleet) => void};

/** Listeners are kept when it is replaced; the previous fleet is closed. */
export function switchableFleet(first: Fleet): SwitchableFleet {
	let current = first;
	const listeners = new Set<() => void>();
	const notify = () => {
		for (const listener of listeners) listener();
	};
	let stop = current.subscribe(notify);
	return {
		model: () => current.model(),
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		subscribeEvents: listener => current.subscribeEvents(listener),
		start: () => current.start(),
		ask: (id, what, wanted) => current.ask(id, what, wanted),
		refresh: () => current.refresh(),
		assessHypothetical: (id, inspect) => current.assessHypothetical(id, inspect),
		usePolicy: policy => current.usePolicy(policy),
		applyScans: scans => current.applyScans(scans),
		close: () => current.close(),
		become(other) {
			stop();
			current.close();
			current = other;
			stop = current.subscribe(notify);
			notify();
		},
	};
}
