import {ownValue} from '../../../../base/index.js';

/**
 * Last day on which a release of a base system gets security fixes without a contract, by the ID and VERSION_ID of os-release(5).
 * Debian's days are those of its long term support, Ubuntu's and SUSE's those of the standard term.
 * @source
 *   https://endoflife.date/{alpine-linux,debian,almalinux,rocky-linux,rhel,centos,oracle-linux,fedora,amazon-linux,opensuse,sles},
 *   compared   row by row with its data; for Ubuntu, to the day, Debian's distro-info-data (ubuntu.csv); as of the date below
 */
export const endOfLifeAsOf = '2026-08-22';

const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	alpine: {
		'3.24': '2028-06-01',
		'3.23': '2027-11-01',
		'3.22': '2027-05-01',
		'3.21': '2026-11-01',
		'3.20': '2026-04-01',
		'3.19': '2025-11-01',
		'3.18': '2025-05-09',
		'3.17': '2024-11-22',
		'3.16': '2024-05-23',
		'3.15': '2023-11-01',
		'3.14': '2023-05-01',
		'3.13': '2022-11-01',
		'3.12': '2022-05-01',
		'3.11': '2021-11-01',
		'3.10': '2021-05-01',
		'3.9': '2020-11-01',
		'3.8': '2020-05-01',
	},
	debian: {'13': '2030-06-30', '12': '2028-06-30', '11': '2026-08-31', '10': '2024-06-30', '9': '2022-06-30', '8': '2020-06-30'},
	ubuntu: {
		'26.10': '2027-07-15',
		'26.04': '2031-05-29',
		'25.10': '2026-07-09',
		'25.04': '2026-01-15',
		'24.10': '2025-07-10',
		'24.04': '2029-05-31',
		'23.10': '2024-07-11',
		'23.04': '2024-01-25',
		'22.10': '2023-07-20',
		'22.04': '2027-06-01',
		'21.10': '2022-07-14',
		'21.04': '2022-01-20',
		'20.10': '2021-07-22',
		'20.04': '2025-05-29',
		'18.04': '2023-05-31',
		'16.04': '2021-04-30',
		'14.04': '2019-04-25',
	},
	almalinux: {'10': '2035-05-31', '9': '2032-05-31', '8': '2029-05-31'},
	rocky: {'10': '2035-05-31', '9': '2032-05-31', '8': '2029-05-31'},
	rhel: {'10': '2035-05-31', '9': '2032-05-31', '8': '2029-05-31', '7': '2024-06-30', '6': '2020-11-30'},
	centos: {'8': '2021-12-31', '7': '2024-06-30', '6': '2020-11-30'},
	ol: {'9': '2032-06-30', '8': '2029-07-31', '7': '2024-12-31', '6': '2021-03-31'},
	fedora: {
		'44': '2027-06-02',
		'43': '2026-12-09',
		'42': '2026-05-27',
		'41': '2025-12-15',
		'40': '2025-05-13',
		'39': '2024-11-26',
		'38': '2024-05-21',
		'37': '2023-12-05',
		'36': '2023-05-16',
		'35': '2022-12-13',
		'34': '2022-06-07',
	},
	amzn: {'2023': '2029-06-30', '2': '2026-06-30', '2018.03': '2023-12-31'},
	'opensuse-leap': {'16.0': '2027-10-31', '15.6': '2026-04-30', '15.5': '2024-12-31', '15.4': '2023-12-07', '15.3': '2022-12-31'},
	sles: {
		'16.0': '2027-11-30',
		'15.7': '2031-07-31',
		'15.6': '2025-12-31',
		'15.5': '2024-12-31',
		'15.4': '2023-12-31',
		'12.5': '2024-10-31',
	},
};

/** `null` for a system or release that the table does not hold. */
export function endOfLife(id: string, versionId: string): string | null {
	const releases = ownValue(table, id);
	if (releases === undefined) return null;
	const [major = '', minor] = versionId.split('.');
	const names = [versionId, `${major}.${minor}`, major];
	const name = names.find(candidate => Object.hasOwn(releases, candidate));
	return name === undefined ? null : (releases[name] ?? null);
}
