/** What stands at `/` in an installation without the built playground. */
export const NOT_BUILT_PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fourone</title>
<h1>Fourone is running</h1>
<p>The API answers under <code>/v1</code>. This installation has no built playground.</p>
<p>To build it, run <code>npm ci</code> (with development dependencies) or <code>npm run build:playground</code> in the folder of the program, and load this page again.</p>
</html>
`;
