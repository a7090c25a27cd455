import type {EngineEvent, EngineReader, HostAccess, Journal, SafeText} from '../../base/index.js';
import type {Fleet} from '../../judge/index.js';
import type {Expected} from './activity-log.js';
import type {AlertPositions} from './alerts/alert-positions.js';
import type {KnownContainer} from './known-containers.js';
import type {AlertSink} from './sources/foreign-alerts.js';
import type {PostureParts} from './sources/posture.js';
import type {Subject} from './store/entry.js';
import type {Store} from './store/store.js';

export type RecorderOptions = {
	readonly reader: EngineReader;
	/** Loaded, and kept up to date. */
	readonly fleet: Pick<Fleet, 'model' | 'subscribe'>;
	readonly store: Store;
	/** What the policy says of an alert; `container`: `null` for one that is gone. */
	readonly expected: (container: KnownContainer | null, subject: Subject, rule: string, text: SafeText) => Expected;
	/** What is asked about files and arguments that containers control; `null`: not on this machine. */
	readonly host: HostAccess | null;
	/** Records the kernel trace; `null` without root. */
	readonly journal: Pick<Journal, 'open' | 'intend' | 'settled'> | null;
	/** Seconds. */
	readonly learning: number;
	readonly signal: AbortSignal;
	/**
	 * Hands the engine's events to the recorder until the signal is aborted; `onGap` after events may have been missed, `onOpen` when they are
	 * followed.
	 */
	readonly follow: (
		signal: AbortSignal,
		onEvent: (event: EngineEvent) => void,
		onGap: () => void,
		onOpen: () => void,
	) => Promise<void>;
	/** Reads alerts of other engines until the signal is aborted. */
	readonly readAlerts: (sink: AlertSink, signal: AbortSignal) => Promise<void>;
	/** Where the files of alerts were read to; `null` where no file is read. */
	readonly positions: Pick<AlertPositions, 'isStored' | 'isUrgent' | 'save'> | null;
	/** Whether the log of a container has alerts of another engine. */
	readonly hasAlerts: (container: KnownContainer) => boolean;
	/** A source of alerts cannot be read. */
	readonly onTrouble: (why: SafeText) => void;
	/** The options of `docker run` that created a container, secrets masked. */
	readonly optionsOf: PostureParts['optionsOf'];
	/** Brings the fleet up to date where no event of the engine would: about every ten minutes. */
	readonly refresh: () => Promise<void>;
	/** Milliseconds between two calls of it. */
	readonly refreshEvery?: number;
	/** Called once, when everything that can be recorded is. */
	readonly onStarted: (sees: readonly SafeText[], missing: readonly SafeText[]) => void;
};
