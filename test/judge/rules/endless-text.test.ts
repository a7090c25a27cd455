import {runInNewContext} from 'node:vm';
import {describe, expect, it} from 'vitest';
import type {ContainerInspect} from '../../../src/base/answers/index.js';
import {deviceFacts} from '../../../src/base/facts/devices.js';
import {parseOsRelease} from '../../../src/base/facts/image.js';
import {historySecrets, historySteps} from '../../../src/base/facts/image-history.js';
import {judgeImage} from '../../../src/judge/rules/judge.js';
import {imageScope} from '../../support/example-scope.js';

/**
 * Anyone who builds an image or starts a container chooses these texts. A pattern that can match in many ways is tried in all of them: each
 * of these kept the program for seconds to for ever.
 */
const length = 100_000;

/** The runner cannot end what never comes back to it; a script of `vm` is ended wherever it is. */
function inTime<T>(work: () => T): T {
	const start = process.cpuUsage();
	const result = runInNewContext('work()', {work}, {timeout: 100_000});
	expect(process.cpuUsage(start).user / 1000).toBeLessThan(4000);
	return result;
}

const repeated = (text: string): string => text.repeat(length / text.length);

describe('a text made to be parsed endlessly', () => {
	it.each([
		['build arguments without a shell', `|30 ${repeated('a=a ')}x`],
		['blanks', `/bin/sh -c x${repeated('\t')}y`],
		['blanks before a mark that is none', `x${repeated(' ')}# buildkit x`],
		['options of a shell without a command', `/bin/sh ${repeated('-a -o -o ')}x`],
		['options of a manager without an order', `/bin/sh -c apt${repeated(' -o -o')} x`],
		['a mode', `/bin/sh -c chmod ${repeated('u')}x /x`],
		['options of a download', `/bin/sh -c curl -${repeated('kl')}! x`],
		['a word that is no name', `RUN ${repeated('A')} X_TOKEN=abcdefgh1`],
		['masked words', `ENV A_TOKEN=abcdefgh1 ${repeated(`${'*'.repeat(8)} `)}=`],
		['variables', repeated('A="b" ')],
	])('is a step of an image: %s', (_, CreatedBy) => {
		const history = [{CreatedBy}];
		expect(inTime(() => historySteps(history))).toHaveLength(1);
		expect(inTime(() => historySecrets(history))).toBeDefined();
		expect(inTime(() => judgeImage(imageScope({history})).length)).toBeGreaterThan(10);
	});

	it('is a line of os-release', () => {
		expect(inTime(() => parseOsRelease(`ID=x\nA=${repeated('\t')}y`))?.id).toBe('x');
	});

	it('is the path of a device', () => {
		const config = {Devices: [{PathOnHost: `/dev/rbd0${repeated('0')}-`}]} as NonNullable<ContainerInspect['HostConfig']>;
		expect(inTime(() => deviceFacts(config, 'docker'))[0]?.danger).toBeNull();
	});
});
