import type {KernelPairs} from '../../support/kernel-word.js';
import {capabilityPairs} from './capabilities.js';
import {devicePairs} from './devices.js';
import {filePairs} from './files.js';
import {kernelPairs} from './kernel.js';
import {namespacePairs} from './namespaces.js';
import {socketPairs} from './sockets.js';

/** What can be used, and what only looks like it. */
export const pairs: KernelPairs = {
	...socketPairs,
	...filePairs,
	...kernelPairs,
	...devicePairs,
	...capabilityPairs,
	...namespacePairs,
};
