import {type EngineAddress, type EngineError, readLog, type SafeText, safe, trusted} from '../../base/index.js';
import {type Fleet, openFleet, type Policy} from '../../judge/index.js';
import {nothingYet, type Services} from '../../tui/index.js';
import type {Run} from '../run.js';
import {type EngineSource, engineSource, openDemo, openReplay} from '../source/connect.js';
import type {EngineTarget} from './engine-target.js';
import {baselineServiceOf, freezerOf, hardenerOf, historyOf, scansOf} from './loaded-later.js';

/** What the TUI shows: a fleet with its title, and what can be done with it. */
export type InspectedFleet = Pick<
	Services,
	'stats' | 'readLog' | 'loadHardener' | 'loadScans' | 'loadHistory' | 'freeze' | 'baseline'
> & {
	/** Not started yet. */
	readonly fleet: Fleet;
	readonly title: SafeText;
	readonly banner: SafeText | null;
	/** Called when the engine cannot be reached; `null`, or a `null` result: show the error and what can be done. */
	readonly fallback: ((error: EngineError) => Promise<Fallback | null>) | null;
	/** The bundled fleet, for `d` on the error page. */
	readonly openDemo: (() => Promise<Fallback>) | null;
	/** False for a recording named on the command line: there is nothing to switch to. */
	readonly switchable: boolean;
};

/** Another fleet to show instead of an unreachable one, with the message that says so. */
export type Fallback = Pick<InspectedFleet, 'fleet' | 'title' | 'banner' | 'loadHardener' | 'loadScans'>;

const demoBanner = trusted('demo fleet, recorded from a real engine');

/** What to show for a target: its engine, the recording, or a replacement for an engine that was not found. */
export async function openInspectedFleet(run: Run, target: EngineTarget, policy: Policy): Promise<InspectedFleet> {
	const opened = (source: EngineSource, address: EngineAddress | null) => {
		const {reader, host, recordedHost, ownContainer} = source;
		const fleet = openFleet(reader, {policy, recordedHost, ownContainer, host, followsExecs: true});
		return {
			fleet,
			loadHardener: hardenerOf(source, fleet, address, run.env),
			loadScans: scansOf(source, run.env),
			baseline: baselineServiceOf(run, address),
		};
	};
	/** @param why  there is no engine to show; `null` where the user opens it */
	const demo = async (why: string | null): Promise<Fallback> => ({
		...opened(await openDemo(), null),
		title: trusted('demo'),
		banner: why === null ? demoBanner : safe`${demoBanner}: ${trusted(why)}`,
	});
	const instead = async (why: string): Promise<InspectedFleet> => ({
		...(await demo(why)),
		...recorded,
		openDemo: null,
		switchable: true,
	});

	switch (target.kind) {
		case 'replay': {
			const source = await openReplay(run);
			if (source === null) return instead('no engine');
			const {endpoint} = source.reader;
			const banner = run.line.flag('demo') ? demoBanner : safe`${endpoint}: nothing here is live`;
			return {...opened(source, null), title: endpoint, banner, ...recorded, openDemo: null, switchable: false};
		}
		case 'engine': {
			const source = engineSource(run, target.address, target);
			const {reader} = source;
			const shown = opened(source, target.address);
			return {
				...shown,
				title: reader.endpoint,
				banner: null,
				stats: (id, signal) => reader.stats(id, signal),
				readLog: (request, onLines, signal) => readLog(reader, request, onLines, signal),
				freeze: freezerOf(reader, shown.fleet, run.env),
				loadHistory: historyOf(reader, shown.fleet, run),
				// An explicitly named engine is not replaced, nor one that exists but denies access.
				fallback: target.named ? null : async error => (error.kind === 'permission' ? null : demo(firstLine(error))),
				openDemo: () => demo(null),
				switchable: true,
			};
		}
		case 'none': {
			const {error} = target;
			if (error.kind !== 'permission') return instead(firstLine(error));
			return {
				fleet: unreachableFleet(error),
				title: trusted('no engine'),
				banner: null,
				loadHardener: null,
				loadScans: null,
				...recorded,
				openDemo: () => demo(null),
				switchable: true,
			};
		}
	}
}

/** For a fleet that is not live. */
const recorded = {stats: null, readLog: null, baseline: null, loadHistory: null, freeze: null, fallback: null} as const;

const firstLine = ({message}: EngineError): string => message.split('\n')[0] ?? message;

/** The fleet of an engine that is known to be unreachable: starting it fails with the reason, so that the TUI can show it. */
function unreachableFleet(error: EngineError): Fleet {
	const refuse = () => Promise.reject(error);
	return {
		model: () => nothingYet,
		assessHypothetical: () => null,
		usePolicy: () => undefined,
		applyScans: () => Promise.resolve(),
		subscribe: () => () => undefined,
		subscribeEvents: () => () => undefined,
		start: refuse,
		ask: refuse,
		refresh: refuse,
		close: () => undefined,
	};
}
