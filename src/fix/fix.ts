import type {BlindSpot, SafeText} from '../base/index.js';
import type {Risk} from '../judge/index.js';
import type {ObservationProgress} from './observation/observe-options.js';
import type {ObservationQuestion} from './observation/question.js';
import type {Alternative, Exercise} from './plan/change.js';
import type {Rung} from './plan/index.js';
import type {ProjectPage} from './project/marked-project.js';
import type {Copies, CopyReading} from './rehearsal/copies.js';
import type {TrialReport} from './rehearsal/rehearsal-session.js';
import type {RehearsalResult} from './rehearsal/result.js';
import type {OutputFormat} from './render/output-format.js';

/** The result of a set of changes, ready to paint and copy. */
export type FixView = {
	/** For the clipboard; several lines, without a trailing newline. */
	readonly command: SafeText;
	readonly diff: readonly {readonly mark: ' ' | '+' | '-'; readonly text: SafeText}[];
	/** Keeps the old container under another name, so that it can be rolled back. */
	readonly replace: SafeText;
	/** Of its Compose project, or after `replace`. */
	readonly rollBack: SafeText;
	readonly warnings: readonly SafeText[];
	/** `null` when the container is gone. */
	readonly risk: Pick<Risk, 'score' | 'grade' | 'isLowerBound'> | null;
	/** `now F 216 · 3 paths → C 43 · 0 paths` */
	readonly outcome: SafeText;
	/** Titles of the remaining attack paths. */
	readonly paths: readonly SafeText[];
	readonly output: (format: OutputFormat) => {readonly text: SafeText; readonly warnings: readonly SafeText[]};
};

export type FixChange = {
	readonly slug: string;
	readonly remove: readonly SafeText[];
	readonly add: readonly SafeText[];
	readonly why: SafeText;
	readonly rung: Rung;
	readonly exercised: Exercise | null;
	/** Shown as a warning. */
	readonly danger: SafeText | null;
	readonly mayBreak: SafeText | null;
	/** What failed without a capability that it keeps. */
	readonly without: readonly SafeText[];
	/** `null`: it excludes no other change. */
	readonly decides: Alternative | null;
	/** Its place on the page: a decision that is open comes first. */
	readonly section: 'decide' | 'tighten' | 'keep house';
	/** What only this change does; `null` when the container is gone. */
	readonly effect: {readonly score: number; readonly paths: number} | null;
};

/** All changes of a rung together. */
export type RungView = {
	readonly enabled: ReadonlySet<string>;
	readonly risk: FixView['risk'];
	/** Attack paths that are left. */
	readonly paths: number;
};

/** The plan for one container, as used by the Fix page. */
export type Fix = {
	readonly changes: readonly FixChange[];
	readonly blindSpots: readonly BlindSpot[];
	/** How long it was recorded before, in one line; `null` where nothing is recorded of it. */
	readonly recorded: SafeText | null;
	readonly safe: RungView;
	readonly least: RungView;
	readonly view: (enabled: ReadonlySet<string>) => FixView;
	/** What a rehearsal would create, for the question; `null` when rehearsals are not possible. */
	readonly consent: ((copies: Copies) => readonly SafeText[]) | null;
	/** Whether it has data in volumes or binds that can be copied for twins. */
	readonly hasData: boolean;
	/** Reads the replacements for the twins' mounts, with data or without; writes nothing. */
	readonly readCopies: (withData: boolean) => Promise<CopyReading>;
	/** Called only after consent. Twins are also removed when the signal is aborted. */
	readonly rehearse: (
		enabled: ReadonlySet<string>,
		copies: Copies,
		signal: AbortSignal,
		onTrial: (trial: TrialReport) => void,
	) => Promise<FixRehearsal>;
	/** `null` for a recorded fleet. */
	readonly observer: {
		readonly question: () => Promise<ObservationQuestion>;
		/** Called only after consent, if something is created. What was seen until the signal is aborted counts. */
		readonly observe: (signal: AbortSignal, onProgress: (progress: ObservationProgress) => void) => Promise<ObservedFix>;
	} | null;
};

export type ObservedFix = {
	/** Planned again, with the observation. */
	readonly fix: Fix;
	readonly summary: readonly SafeText[];
};

export type FixRehearsal = {
	readonly state: RehearsalResult['state'];
	readonly summary: SafeText;
	/** Including the results of the rehearsal. */
	readonly fix: Fix;
	readonly enabled: ReadonlySet<string>;
};

export type Hardener = {
	readonly open: (containerId: string) => Promise<Fix>;
	/** One override for the services of these containers; `null` when they are not all of one Compose project. */
	readonly openMarked: (ids: ReadonlySet<string>) => Promise<ProjectPage | null>;
};
