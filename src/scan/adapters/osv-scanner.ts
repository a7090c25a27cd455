import {trusted} from '../../base/index.js';
import {at} from '../formats/json.js';
import {parseOsvScanner} from '../formats/osv-scanner-report.js';
import {commandScanner} from '../run/command-scanner.js';
import {withPrefix} from '../run/scanner-environment.js';

/**
 * osv-scanner 2, and 1 with its older flag: 0 nothing found, 1 found, 127 failed, 128 no packages. It takes the image's name with a
 * tag, not an id.
 */
export const osvScanner = commandScanner({
	name: 'osv-scanner',
	label: trusted('OSV-Scanner'),
	binaries: ['osv-scanner'],
	versionArgs: ['--version'],
	versionPattern: /version:?\s*v?(\d\S*)/i,
	call: (target, context, {version}) => ({
		args: version?.startsWith('1.')
			? ['--docker', target.image, '--format', 'json']
			: ['scan', 'image', target.image, '--format', 'json', '--all-packages'],
		environment: withPrefix(context.environment.variables, 'OSV_'),
		reportFile: null,
	}),
	goodStatus: [0, 1, 128],
	recognises: document => Array.isArray(at(document, 'results')) || at(document, 'results') === null,
	parse: parseOsvScanner,
});
