import {describe, expect, it} from 'vitest';
import {optionsOfArguments} from '../../../src/base/host/daemon-options.js';
import {parseIptablesSave} from '../../../src/base/host/firewall/iptables-save.js';
import {nftMatch} from '../../../src/base/host/firewall/nft-match.js';
import {readAlert} from '../../../src/record/recorder/alerts/read-alert.js';
import {unsupported} from '../../../src/scan/distribution-support.js';
import {languageEcosystem} from '../../../src/scan/formats/language-ecosystem.js';
import {comparatorFor} from '../../../src/scan/versions/index.js';

describe.each(['constructor', '__proto__', 'toString', 'valueOf', 'hasOwnProperty'])(
	'the word %s, which every object has',
	word => {
		it('is no ecosystem and no type of packages', () => {
			expect(comparatorFor(word)).toBeNull();
			expect(languageEcosystem(word)).toBe(word.toLowerCase());
		});

		it('is no priority of an alert', () => {
			expect(readAlert(JSON.stringify({rule: 'r', priority: word, output: 'o'}), 0)).toMatchObject({kind: 'unreadable'});
		});

		it('is no chain of the kernel, and no option that is understood', () => {
			const text = `*${word}\n:${word} DROP [0:0]\n-A ${word} ${word} -j DROP\nCOMMIT\n`;
			expect(parseIptablesSave(text, 'iptables')).toMatchObject({
				known: true,
				value: {chains: [{name: word, base: null, rules: [{matches: [{on: 'not-understood'}], action: {do: 'drop'}}]}]},
			});
		});

		it('is no comparison of nftables', () => {
			const dport = {payload: {protocol: 'tcp', field: 'dport'}};
			expect(nftMatch({op: word, left: dport, right: 80}, () => null)).toMatchObject({found: [{on: 'not-understood'}]});
		});

		it('is no distribution that advisories are about', () => {
			expect(unsupported({family: word, release: '1'}, 'Trivy')).toBe(`Trivy has no advisories for ${word} 1`);
		});

		it('is an option of dockerd like any other', () => {
			expect(Object.entries(optionsOfArguments(['--debug', `--${word}=x`]))).toEqual(
				word === '__proto__'
					? [['debug', true]]
					: [
							['debug', true],
							[word, 'x'],
						],
			);
		});
	},
);
