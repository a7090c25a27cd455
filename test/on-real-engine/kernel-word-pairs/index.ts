import type {KernelPairs} from '../../support/kernel-word.js';
import {capabilityPairs} from './capabilities.js';
import {deviceNodePairs} from './device-nodes.js';
import {devicePairs} from './devices.js';
import {filePairs} from './files.js';
import {kernelPairs} from './kernel.js';
import {namespacePairs} from './namespaces.js';
import {placePairs} from './places.js';
import {processPairs} from './processes.js';
import {socketPairs} from './sockets.js';

/** What can be used, and what only looks like it. */
export const pairs: KernelPairs = {
	...socketPairs,
	...filePairs,
	...kernelPairs,
	...devicePairs,
	...namespacePairs,
	...processPairs,
	...placePairs,
};

/** Those that take more time than `npm test` should. */
export const morePairs: KernelPairs = {...capabilityPairs, ...deviceNodePairs};

/** Some of both, for another engine. */
export const pairsNamed = (names: readonly string[]): KernelPairs =>
	Object.fromEntries(
		names.map(name => {
			const pair = pairs[name] ?? morePairs[name];
			if (pair === undefined) throw new Error(`no such pair: ${name}`);
			return [name, pair] as const;
		}),
	);
