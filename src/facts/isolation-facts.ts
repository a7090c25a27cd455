import type {SafeText} from '../terminal/safe-text.js';

/**
 * Where a namespace of the container comes from after `container:<id>` is followed to its end.
 * `unresolved`: the container it points at could not be seen, or the chain is a ring.
 */
export type Namespace =
	| {readonly kind: 'private'}
	| {
			readonly kind: 'host';
			/** Names of the containers on the way, empty when asked directly. */
			readonly through: readonly SafeText[];
	  }
	| {readonly kind: 'container'; readonly id: string; readonly name: SafeText}
	| {readonly kind: 'shareable'}
	| {readonly kind: 'none'}
	| {readonly kind: 'unresolved'; readonly reason: string};

/** Masked and read-only paths of /proc and /sys. */
export type SystemPaths =
	| {readonly kind: 'default'}
	/** `systempaths=unconfined` gives `[]`, privileged gives `null`, Podman names `unmask`; `missing`: default paths that are not masked. */
	| {readonly kind: 'unmasked'; readonly by: 'privileged' | 'systempaths' | 'unmask'}
	| {readonly kind: 'partial'; readonly missing: readonly SafeText[]}
	/** The field is absent: Podman, or an engine before 1.38. */
	| {readonly kind: 'unreported'};

export type SeccompState =
	| {readonly kind: 'default'}
	| {readonly kind: 'unconfined'; readonly by: 'privileged' | 'option' | 'engine' | 'profile'}
	| {readonly kind: 'custom'; readonly profile: SeccompProfileFacts}
	| {readonly kind: 'unreadable'; readonly reason: string};

export type SeccompProfileFacts = {
	readonly defaultAction: SafeText;
	/** Syscalls that the default profile withholds and this one allows without a condition. */
	readonly dangerous: readonly SafeText[];
};

export type MandatoryAccess =
	| {readonly kind: 'confined'; readonly profile: SafeText}
	/** `host-namespace`: dockerd itself disables labels for `--pid host` and `--ipc host`. */
	| {readonly kind: 'unconfined'; readonly by: 'privileged' | 'host-namespace' | 'option' | 'empty'}
	/** The host has no such module: nothing to judge. */
	| {readonly kind: 'absent'}
	| {readonly kind: 'unreported'};
