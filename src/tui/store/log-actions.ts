import {maskSecrets, type RawLogLine, troubleText} from '../../base/index.js';
import {entryOf} from '../pages/entries.js';
import type {LogLine, LogState} from '../pages/page-state.js';
import type {ActionContext} from './action-context.js';
import {logWanted} from './log-wanted.js';
import type {State} from './state.js';

/** Lines that are kept of the open log, and that are read of its end. */
const MAX_KEPT = 2_000;
const tail = 500;
/** Lines for an overview. */
const fewLines = 8;
/** Logs whose end is kept. */
const MAX_ENDS = 50;
/** Milliseconds for which a row must stay selected, and between two looks at a container that crashes again and again. */
const rest = 400;
const betweenLooks = 2_000;

type Reading = {readonly start: string; readonly abort: AbortController};

/** Reads logs while they are on the screen: the whole one of the Logs tab, a few lines for an overview. */
export function logActions({store, services}: ActionContext) {
	const {getState, setState} = store;
	let open: Reading | null = null;
	let soon: {readonly key: string; readonly timer: NodeJS.Timeout} | null = null;
	/** Which start of a container was looked at, and when. */
	const seen = new Map<string, {readonly key: string; readonly at: number}>();
	const ending = new AbortController();

	const read = async (id: string, follow: boolean, signal: AbortSignal, put: (change: (log: LogState) => LogState) => void) => {
		const tty = entryOf(getState(), id)?.assessed?.facts.raw.Config?.Tty === true;
		const onLines = (lines: readonly RawLogLine[]) => {
			if (!signal.aborted)
				put(log => ({...log, state: 'following', lines: [...log.lines, ...lines.map(masked)].slice(-MAX_KEPT)}));
		};
		try {
			await services.readLog?.({id, tty, tail: follow ? tail : fewLines, follow}, onLines, signal);
			if (!signal.aborted) put(log => ({...log, state: 'ended'}));
		} catch (error) {
			if (!signal.aborted) put(log => ({...log, state: 'failed', failed: troubleText('reading the log', error)}));
		}
	};

	const followOpen = (state: State) => {
		const id = state.hasLogs ? logWanted(state, 'whole') : null;
		const start = id === null ? null : `${id}/${entryOf(state, id)?.assessed?.facts.startedAt}`;
		if (start === (open?.start ?? null)) return;
		open?.abort.abort();
		open = null;
		if (id === null || start === null) return setState({log: null});
		const abort = new AbortController();
		open = {start, abort};
		setState({log: {id, lines: [], state: 'reading', failed: null}});
		void read(id, true, abort.signal, change => {
			const {log} = getState();
			if (log?.id === id) setState({log: change(log)});
		});
	};

	const readEnd = async (id: string, key: string) => {
		seen.set(id, {key, at: services.now()});
		let end: LogState = {id, lines: [], state: 'reading', failed: null};
		await read(id, false, ending.signal, change => {
			end = change(end);
		});
		const others = [...getState().logEnds].filter(([other]) => other !== id).slice(1 - MAX_ENDS);
		if (!ending.signal.aborted) setState({logEnds: new Map([...others, [id, end]])});
	};

	const endSoon = (state: State) => {
		const id = state.hasLogs ? logWanted(state, 'end') : null;
		const key = id === null ? null : `${id}/${startOf(state, id)}`;
		if (soon?.key === key) return;
		clearTimeout(soon?.timer);
		soon = null;
		const last = id === null ? undefined : seen.get(id);
		if (id === null || key === null || last?.key === key) return;
		const wait = Math.max(rest, (last?.at ?? 0) + betweenLooks - services.now());
		soon = {key, timer: setTimeout(() => void readEnd(id, key), wait).unref()};
	};

	return {
		/** Returns a function that stops this. */
		readLogsAsOpened() {
			const stop = store.subscribe(state => {
				followOpen(state);
				endSoon(state);
			});
			return () => {
				stop();
				clearTimeout(soon?.timer);
				open?.abort.abort();
				ending.abort();
			};
		},
	};
}

const masked = ({at, isError, text}: RawLogLine): LogLine => ({at, isError, text: maskSecrets(text)});

/** Changes with every start and end of the container, and with its health. */
function startOf(state: State, id: string): string {
	const facts = entryOf(state, id)?.assessed?.facts;
	return [facts?.startedAt, facts?.finishedAt, facts?.health].join(' ');
}
