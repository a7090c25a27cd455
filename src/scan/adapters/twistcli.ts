import {join} from 'node:path';
import {trusted} from '../../base/index.js';
import {at, list} from '../formats/json.js';
import {isTwistcliResult, parseTwistcli} from '../formats/twistcli-report.js';
import {commandScanner} from '../run/command-scanner.js';
import {withPrefix} from '../run/scanner-environment.js';

/**
 * Prisma Cloud (Twistlock). Options come before the image; status 1 means a threshold as well as an error, so the report decides. The program
 * reads user and password from TWISTLOCK_USER and TWISTLOCK_PASSWORD itself: they are never arguments.
 */
export const twistcli = commandScanner({
	name: 'twistcli',
	label: trusted('Prisma Cloud twistcli'),
	binaries: ['twistcli'],
	versionArgs: ['--version'],
	versionPattern: /version\s+v?(\d\S*)/i,
	missing: variables => {
		const credentials = variables['TWISTLOCK_TOKEN'] || (variables['TWISTLOCK_USER'] && variables['TWISTLOCK_PASSWORD']);
		if (!variables['TWISTLOCK_ADDRESS']) return 'TWISTLOCK_ADDRESS is not set';
		return credentials ? null : 'neither TWISTLOCK_TOKEN nor TWISTLOCK_USER and TWISTLOCK_PASSWORD are set';
	},
	call: (target, context) => {
		const {variables, dockerHost} = context.environment;
		return {
			args: [
				...['images', 'scan', '--address', variables['TWISTLOCK_ADDRESS'] ?? '', '--details', '--publish=false'],
				...(dockerHost === null ? [] : ['--docker-address', dockerHost]),
				...['--output-file', join(context.scratch, 'report.json'), target.reference],
			],
			environment: withPrefix(variables, 'TWISTLOCK_'),
			reportFile: join(context.scratch, 'report.json'),
		};
	},
	goodStatus: 'report',
	recognises: document => list(at(document, 'results')).some(isTwistcliResult),
	parse: parseTwistcli,
});
