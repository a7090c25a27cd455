import {unknown} from '../../../src/answers/index.js';
import type {ImageExample} from '../../../src/rules/rule.js';
import type {Cases} from './case.js';

export const imageCases: Cases<ImageExample> = {
	'image-ssh-port': [['SSH over UDP, which no server speaks', {Config: {ExposedPorts: {'22/udp': {}}}}, 'pass']],
	'image-add': [['a history that was refused', {facts: {history: unknown('engine:/history', '403 from a proxy')}}, 'unknown']],
};
