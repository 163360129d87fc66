import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startAppearance } from "@/app/appearance";
import { queryClient } from "@/app/queryClient";
import { router } from "@/app/router";
import { Notices } from "@/ui/Notices";
import "@/styles.css";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root");

startAppearance();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Notices />
    </QueryClientProvider>
  </StrictMode>,
);
