import type {Known} from '../../answers/index.js';
import type {HostTree} from '../host-tree.js';

/**
 * What a room above this one asks of this host. The reader apart looks, so that nothing can hold the main program; what it has seen arrives as
 * a copy. `src/cli/reader.ts` lists them all.
 */
export type HostQuestion<Args extends readonly unknown[], Value> = {
	readonly name: string;
	readonly look: (tree: HostTree, ...args: Args) => Known<Value> | Promise<Known<Value>>;
	/** It may take long: quick questions do not wait for it. */
	readonly isSearch?: true;
};

/** Any of them. */
export type AnyQuestion = HostQuestion<never[], unknown>;
