/**
 * Branches of Docker Engine: when maintenance ended (`null`: not announced) and the latest release at the date of the table.
 * @source https://endoflife.date/docker-engine and github.com/moby/moby/blob/master/project/BRANCHES-AND-TAGS.md, as of the date below
 */
export const engineReleasesAsOf = '2026-11-16';

export const engineReleases: readonly {readonly branch: string; readonly end: string | null; readonly latest: string}[] = [
	// github.com/moby/moby/releases/tag/docker-v29.10.0, of 16 November 2026
	{branch: '29', end: null, latest: '29.10.0'},
	{branch: '28', end: '2026-05-13', latest: '28.5.2'},
	{branch: '27', end: '2025-05-03', latest: '27.5.1'},
	{branch: '26.1', end: '2025-02-17', latest: '26.1.5'},
	{branch: '26.0', end: '2024-06-08', latest: '26.0.2'},
	{branch: '25.0', end: '2026-12-04', latest: '25.0.17'},
	{branch: '24.0', end: '2024-06-08', latest: '24.0.9'},
	{branch: '23.0', end: '2025-05-19', latest: '23.0.18'},
	{branch: '20.10', end: '2023-12-10', latest: '20.10.27'},
	{branch: '19.3', end: '2021-01-08', latest: '19.03.15'},
	{branch: '18.9', end: '2019-08-22', latest: '18.09.9'},
];
