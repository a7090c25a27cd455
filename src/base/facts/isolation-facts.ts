import type {SafeText} from '../text/safe-text.js';

/**
 * The namespace that the container is in, once `container:<id>` has been followed to the end.
 * `unresolved`: the container it refers to is not visible, or the chain is a cycle.
 */
export type Namespace =
	| {readonly kind: 'private'}
	| {
			readonly kind: 'host';
			/** Names of the containers passed on the way, empty when it is set directly. */
			readonly through: readonly SafeText[];
			/** Not the host's, but that of the engine, where this has its own. */
			readonly ofEngine?: true;
	  }
	| {readonly kind: 'container'; readonly id: string; readonly name: SafeText}
	| {readonly kind: 'shareable'}
	| {readonly kind: 'none'}
	| {readonly kind: 'unresolved'; readonly reason: string};

/** Masked and read-only paths of /proc and /sys. */
export type SystemPaths =
	| {readonly kind: 'default'}
	/** `systempaths=unconfined` gives `[]`, privileged gives `null`, Podman lists `unmask`; `missing`: default paths that are not masked. */
	| {readonly kind: 'unmasked'; readonly by: 'privileged' | 'systempaths' | 'unmask'}
	| {readonly kind: 'partial'; readonly missing: readonly SafeText[]}
	/** The field is absent: Podman, or an engine before 1.38. */
	| {readonly kind: 'unreported'};

export type SeccompState =
	| {readonly kind: 'default'}
	| {readonly kind: 'unconfined'; readonly by: 'privileged' | 'option' | 'engine' | 'profile'}
	| {readonly kind: 'custom'; readonly profile: SeccompProfileFacts}
	/** `option`: the container itself names a profile. */
	| {readonly kind: 'unreadable'; readonly reason: string; readonly by?: 'option'};

export type SeccompProfileFacts = {
	readonly defaultAction: SafeText;
	/** Syscalls that the default profile blocks and this one allows unconditionally. */
	readonly dangerous: readonly SafeText[];
	/** Which calls may open an AF_ALG socket: socket(2), and socketcall(2) of 32 bits, whose arguments a filter cannot see. */
	readonly afAlg: {readonly socket: boolean; readonly socketcall: boolean};
	/** Syscalls that escapes are made of, and that this profile refuses whatever their arguments. */
	readonly refused: readonly SafeText[];
};

/**
 * Whether a process in the container can open an AF_ALG socket (the kernel's crypto API, through which Copy Fail is exploited), and what
 * decides it.
 */
export type AfAlgAccess = {readonly reachable: 'yes' | 'no' | 'unknown'; readonly why: SafeText};

export type MandatoryAccess =
	| {readonly kind: 'confined'; readonly profile: SafeText}
	/** `host-namespace`: dockerd itself disables labels for `--pid host` and `--ipc host`. */
	| {readonly kind: 'unconfined'; readonly by: 'privileged' | 'host-namespace' | 'option' | 'empty'}
	/** The kernel has no such module: nothing to check. */
	| {readonly kind: 'absent'}
	| {readonly kind: 'unreported'};
