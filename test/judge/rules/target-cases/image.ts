import {unknown} from '../../../../src/base/answers/index.js';
import type {ImageExample} from '../../../../src/judge/rules/rule.js';
import {type Cases, row} from '../rule-cases.js';

export const imageCases: Cases<ImageExample> = {
	'image-ssh-port': [row('SSH over UDP, which no server speaks', 'pass', {Config: {ExposedPorts: {'22/udp': {}}}})],
	'image-add': [row('a history that was refused', 'unknown', {facts: {history: unknown('engine:/history', '403 from a proxy')}})],
};
