import type {SafeText} from '../../base/index.js';
import type {OutputFormat} from '../../fix/index.js';

export const tabs = [
	'overview',
	'findings',
	'caps',
	'mounts',
	'network',
	'processes',
	'image',
	'env',
	'vulns',
	'runtime',
	'logs',
	'raw',
] as const;
export type Tab = (typeof tabs)[number];

/** What fills the screen. `target` of a rule is the container whose finding led there. */
export type View =
	| {readonly kind: 'fleet'}
	| {readonly kind: 'container'; readonly id: string; readonly tab: Tab}
	| {readonly kind: 'rules'}
	| {readonly kind: 'rule'; readonly slug: string; readonly target: string | null}
	/** `target` is the container whose row led there; `null`: the legend did. */
	| {readonly kind: 'badge'; readonly word: SafeText; readonly target: string | null}
	| {readonly kind: 'path'; readonly id: string; readonly path: string}
	/** Known escapes against the fleet. */
	| {readonly kind: 'escapes'}
	/** `name` is the id of an entry of their table. */
	| {readonly kind: 'escape'; readonly name: string}
	| {readonly kind: 'host'}
	| {readonly kind: 'network'}
	| {readonly kind: 'events'}
	/** Alerts of a rule in a workload. `source` is `dockscope` for its own detections; `target` the container that raised the one that led there. */
	| {
			readonly kind: 'alert';
			readonly source: SafeText;
			readonly rule: SafeText;
			readonly workload: SafeText;
			readonly target: string | null;
	  }
	| {readonly kind: 'policy'}
	| {readonly kind: 'engines'}
	| {readonly kind: 'fix'; readonly id: string}
	/** The plan of the Fix page, rendered for another tool. */
	| {readonly kind: 'output'; readonly id: string; readonly format: OutputFormat}
	/** `row` names a vulnerability of the container's image: see `rowKey`. */
	| {readonly kind: 'vulnerability'; readonly id: string; readonly row: string}
	| {readonly kind: 'plain'; readonly title: SafeText; readonly text: SafeText};

/** A view on the stack with the position in it: the selected item, the first line that is shown, and the line that a search found last. */
export type Frame = {readonly view: View; readonly cursor: number; readonly top: number; readonly found?: number};

/** A view as it is opened: at its top. */
export const frame = (view: View): Frame => ({view, cursor: 0, top: 0});
