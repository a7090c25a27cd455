import type {SafeText} from '../terminal/safe-text.js';

/** How much of the host a path gives away; see `facts/sensitive-paths.ts` for the list. */
export type PathSensitivity = {
	/** The listed path that matched: equal to, above or below the source. */
	readonly listed: SafeText;
	readonly relation: 'is' | 'contains' | 'inside';
	/** What someone who can write there owns; `null` when writing is not the danger. */
	readonly whenWritten: 'host-root' | 'tamper' | null;
	/** What reading there gives; `null` when harmless. */
	readonly whenRead: 'secrets' | 'information' | null;
};

export type MountFacts = {
	readonly kind: 'bind' | 'volume' | 'tmpfs' | 'other';
	/** Name of the volume. */
	readonly volume: SafeText | null;
	readonly anonymous: boolean;
	/** As the engine reports it. */
	readonly source: SafeText;
	/** The path on the host that is really mounted: a bind hidden in a volume and a symlink are followed, where visible. */
	readonly realSource: SafeText;
	/** Why realSource differs from source, else `null`: the links that every distribution has (`/var/run`) hide nothing. */
	readonly resolvedThrough: 'volume-options' | 'symlink' | null;
	/** False when the host, or a directory on the way, cannot be seen, so that a symlink on it goes unnoticed. */
	readonly linksFollowed: boolean;
	readonly destination: SafeText;
	readonly writable: boolean;
	/** `''` when the engine gives none. */
	readonly propagation: SafeText;
	readonly sensitivity: PathSensitivity | null;
	/** The runtime socket that is, or lies below, the source. `ro` does not help: connect still works. */
	readonly runtimeSocket: SafeText | null;
	/** Type and options of a network file system mounted through a volume (`nfs`, `cifs`), password masked. */
	readonly remote: SafeText | null;
};
