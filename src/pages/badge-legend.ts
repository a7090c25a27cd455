import {moreCapabilities, moreOpenPorts, words} from '../risk/badge-words.js';
import type {SafeText} from '../terminal/safe-text.js';

/** Every badge with what it means. */
export const badgeLegend: readonly {readonly sign: SafeText; readonly meaning: string}[] = [
	...Object.values(words),
	moreCapabilities(2),
	moreOpenPorts(2),
].map(({word, meaning}) => ({sign: word, meaning}));
