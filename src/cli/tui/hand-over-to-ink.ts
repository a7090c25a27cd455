import type {State, Tui} from '../../tui/index.js';
import type {LoadingScreen} from './loading-screen.js';

/** Milliseconds after which Ink takes over although a large fleet is still loading. */
const MAX_WAIT = 4_000;
/** Milliseconds after which it does although the list has not arrived: it shows that the engine is being queried. */
const MAX_BLANK_TIME = 300;

/**
 * Updates the loading screen until Ink has to take over: at the first key, when the fleet is loaded, or when there is something
 * that only Ink can show. A frame of Ink costs as much as judging twenty containers, and loading it as much as a hundred. Call
 * `stop` right before Ink paints.
 */
export function handOverToInk({store}: Tui, screen: LoadingScreen, stdin: NodeJS.ReadStream) {
	let painting: NodeJS.Immediate | null = null;
	let resolve: () => void = () => undefined;
	const ready = new Promise<void>(done => {
		resolve = done;
	});
	const paint = () => {
		painting = null;
		const state = store.getState();
		// The last grades are shown before Ink is loaded.
		if ((!screen.show(state) && !isAwaited(state)) || isLoaded(state)) resolve();
	};
	// Several changes of one tick become one frame.
	const unsubscribe = store.subscribe(() => {
		painting ??= setImmediate(paint);
	});
	// Nothing is read here: input waits in the stream for Ink.
	stdin.once('readable', resolve);
	const timers = [
		setTimeout(resolve, MAX_WAIT),
		setTimeout(() => {
			if (!screen.shown()) resolve();
		}, MAX_BLANK_TIME),
	];
	if (isLoaded(store.getState())) resolve();
	return {
		ready,
		stop() {
			for (const timer of timers) clearTimeout(timer);
			stdin.off('readable', resolve);
			if (painting !== null) clearImmediate(painting);
			unsubscribe();
			screen.stop();
		},
	};
}

const isLoaded = ({model}: State): boolean => model.loading.complete;

/** The list may still arrive: there is nothing to show yet, and nothing that requires Ink. */
const isAwaited = ({model, connectionProblem, banner}: State): boolean =>
	model.connection.state === 'connecting' && connectionProblem === null && banner === null;
