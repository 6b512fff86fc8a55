import { QueryClient } from "@tanstack/react-query";
import { ApiFailure } from "./api/api-failure.ts";

/** What the page has asked the server for, shared by its views. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // The server is near: what fails fails again, except where it could not be reached.
      retry: (count, error) => count < 2 && error instanceof ApiFailure && error.status === undefined,
      refetchOnWindowFocus: true,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});
