import {join} from 'node:path';
import {trusted} from '../../base/index.js';
import {isAquaReport, parseAqua} from '../formats/aqua-report.js';
import {commandScanner} from '../run/command-scanner.js';
import {withPrefix} from '../run/scanner-environment.js';

/**
 * Aqua's scannercli. Status 4 is a failed assurance policy: the scan itself succeeded. It takes user and password as arguments
 * only; a token is preferred, but passing it in the environment (AQUA_TOKEN as SCALOCK_TOKEN) has not been verified against the product.
 */
export const aqua = commandScanner({
	name: 'aqua',
	label: trusted('Aqua scanner'),
	binaries: ['scannercli', 'scanner'],
	versionArgs: ['version'],
	versionPattern: /v?(\d+\.\d+\S*)/,
	missing: ({AQUA_SERVER, AQUA_TOKEN, AQUA_USER, AQUA_PASSWORD}) => {
		if (!AQUA_SERVER) return 'AQUA_SERVER is not set';
		return AQUA_TOKEN || (AQUA_USER && AQUA_PASSWORD) ? null : 'neither AQUA_TOKEN nor AQUA_USER and AQUA_PASSWORD are set';
	},
	call: (target, context) => {
		const {variables} = context.environment;
		const {AQUA_TOKEN, AQUA_USER, AQUA_PASSWORD} = variables;
		return {
			args: [
				...['scan', '--local', '--host', variables['AQUA_SERVER'] ?? '', '--jsonfile', join(context.scratch, 'report.json')],
				// The tool takes these two in no other way: they are visible to anyone who can list this user's processes.
				...(AQUA_TOKEN ? [] : ['--user', AQUA_USER ?? '', '--password', AQUA_PASSWORD ?? '']),
				target.reference,
			],
			environment: {...withPrefix(variables, 'SCALOCK_', 'OPERATOR_'), ...(AQUA_TOKEN ? {SCALOCK_TOKEN: AQUA_TOKEN} : {})},
			reportFile: join(context.scratch, 'report.json'),
		};
	},
	goodStatus: [0, 4],
	recognises: isAquaReport,
	parse: parseAqua,
});
