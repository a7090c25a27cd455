import type {RunningInspector} from '../store/inspector.js';
import type {State} from '../store/state.js';
import type {LoadingScreen} from './loading-screen.js';

/** Milliseconds after which Ink takes over though a large fleet still loads. */
const longest = 4_000;

/**
 * Keeps the loading screen true until Ink has to take over: at the first key, when the fleet is loaded, or when there is something to show that only
 * Ink can. A frame of Ink costs as much as judging twenty containers, and its loading as much as a hundred. Call `stop` right before Ink paints.
 */
export function untilInk({store}: RunningInspector, screen: LoadingScreen, stdin: NodeJS.ReadStream) {
	let painting: NodeJS.Immediate | null = null;
	let resolve: () => void = () => undefined;
	const ready = new Promise<void>(done => {
		resolve = done;
	});
	const paint = () => {
		painting = null;
		if (!screen.show(store.getState())) resolve();
	};
	// Several changes of one turn are one frame.
	const unsubscribe = store.subscribe(state => {
		painting ??= setImmediate(paint);
		if (isLoaded(state)) resolve();
	});
	// Nothing is read here: what is typed waits in the stream for Ink.
	stdin.once('readable', resolve);
	const timer = setTimeout(resolve, longest);
	if (isLoaded(store.getState())) resolve();
	return {
		ready,
		stop() {
			clearTimeout(timer);
			stdin.off('readable', resolve);
			if (painting !== null) clearImmediate(painting);
			unsubscribe();
		},
	};
}

const isLoaded = ({model}: State): boolean => model.loading.complete;
